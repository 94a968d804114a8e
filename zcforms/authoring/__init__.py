"""For those who write forms: adopting Word and PDF forms, Word twins of ours, the gallery."""
