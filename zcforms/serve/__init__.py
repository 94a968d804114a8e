"""The signing service: a pledge is read and signed on a phone, and its strokes go into the register.

It calls what the commands call, and holds nothing that the folder and its register do not.
"""
