"""What drafts take from a clause in words: nothing that is denied, nothing that is of something else."""

import pytest
import yaml
from test_drafting import made

HEAD = "关于做好2026年度工程系列高级工程师职称评审工作的通知"


def plan_of(*clauses, head=HEAD):
    """What the draft of a few clauses says, with what it did not find."""
    draft = made("\n".join((head, "一、公示\n单位公示5个工作日。", *clauses)))
    return yaml.safe_load(draft.text), draft


def at(plan, key):
    for step in key.split("."):
        plan = plan.get(step, {}) if isinstance(plan, dict) else {}
    return plan


@pytest.mark.parametrize(
    ("clause", "key", "value"),
    [
        ("证件照为一寸，蓝底无效，须用白底。", "photo.background", "白底"),
        ("照片不得为红底或蓝底，应为白色背景。", "photo.background", "白底"),
        ("照片（蓝底、红底不予受理）为白底。", "photo.background", "白底"),
        ("照片非白底的无效。", "photo.background", "白底"),
        ("照片白底以外的不予受理。", "photo.background", "白底"),
        ("转评人员免于答辩，破格的须答辩。", "defence.triggers", ["short_of_conditions"]),
        ("材料不再报送《高级工程师职称评审表》。", "forms", []),
        ("照片不接受蓝底。", "photo.background", {}),
        ("照片为JPG格式，BMP格式无效。", "photo.formats", ["JPG"]),
        ("照片不得超过200KB的JPG格式。", "photo.formats", ["JPG"]),
        ("每年公需科目24学时、专业科目48学时，合计72学时。", "continuing_education.per_year.total", 72),
        ("每年公需科目24学时、专业科目48学时，合计216学时。", "continuing_education.cumulative.total", 216),
        ("每年不少于72学时，合计144学时。", "continuing_education.cumulative.total", 144),
        ("每年学时不少于72学时，两年共144学时。", "continuing_education.cumulative.total", 144),
        ("学习年度累计满80学时，三年合计满240学时。", "continuing_education.cumulative.total", 240),
        (
            "学历取得年限按年计算，截止2025年12月31日。业绩取得时间截止2026年6月1日。",
            "dates.evidence_cutoff",
            "2026-06-01",
        ),
        (
            "学历证书截止2025年12月31日。业绩成果截止2026年6月1日。",
            "dates.evidence_cutoff",
            "2026-06-01",
        ),
        ("著作、专利等业绩以2026年6月1日为准。", "dates.evidence_cutoff", "2026-06-01"),
        (
            "依据《某省职称评价实施细则》和《某市园林专业评价标准》开展。",
            "eligibility.external",
            "《某市园林专业评价标准》",
        ),
        ("申报材料：著作、获奖证书原件，年度考核表纸质件。", "evidence.upload_only", {}),
        ("申报材料：获奖证书原件彩色扫描件。", "evidence.upload_only", ["获奖证书"]),
        ("获奖证书、身份证上传系统。", "evidence.upload_only", ["身份证", "获奖证书"]),
        ("材料装订1册，按身份证、获奖证书、荣誉证书的顺序。", "evidence.upload_only", {}),
        ("材料无需提供身份证，上传获奖证书。", "evidence.upload_only", ["获奖证书"]),
        (
            "本次开设园林设计、园林施工、园林养护3个专业。",
            "specialities",
            ["园林设计", "园林施工", "园林养护"],
        ),
        ("本次开设园林设计、园林施工等5个专业。", "specialities", {}),
        ("申报专业：园林设计、园林养护两个专业。", "specialities", ["园林设计", "园林养护"]),
        ("申报网址为“某市人才通”（https://rc.mou.example）。", "platform.name", "某市人才通"),
        ("申报使用某市职称网（https://zc.mou.example）。", "platform.url", "https://zc.mou.example"),
        ("评审表带“某市园林”字样的底纹。", "watermark", "某市园林"),
        ("个人业务小结不超过700字。", "statement.label", "业务小结"),
        ("提供虚假材料的，两年内取消参评资格。", "discipline.fraud_bar_years", 2),
        ("照片文件大小介于40KB和500KB之间。", "photo.bytes_gt", 40 * 1024 - 1),
        ("照片文件大小介于40KB和500KB之间。", "photo.bytes_lt", 500 * 1024 + 1),
        ("任职年限、专业工作年限均算至2025年12月31日。", "dates.tenure_cutoff", "2025-12-31"),
        ("任职年限、专业工作年限均算至2025年12月31日。", "dates.work_years_cutoff", "2025-12-31"),
        ("由某市园林工程高级工程师评审委员会评审。", "committee", "某市园林工程高级工程师评审委员会"),
        ("公示地点为本单位宣传栏和内部网站，时间不得少于7个工作日。", "publicity.committee_workdays", {}),
        ("评审结果在市民政局官网公示6个工作日。", "publicity.committee_workdays", 6),
        ("近四年继续教育合计须达三百六十学时。", "continuing_education.cumulative.total", 360),
        ("个人总结一千五百字以内。", "statement.max_chars", 1500),
        ("论文查重率高于百分之三十的不予受理。", "evidence.papers.similarity_max", 30.0),
        ("量化评分80分（含）以上的可破格申报。", "scoring.pass", 80.0),
        ("评委会办公室8月20日—31日受理材料。", "dates.forward_deadline", "2026-08-31"),
        ("评审材料于3月至4月送达。", "dates.review", "{}"),
        ("评审表于5月上旬填好。", "dates.review", "{}"),
        ("评审会议拟于11月中下旬召开。", "dates.review", "2026年11月中下旬"),
        ("评审会议将于第四季度召开。", "dates.review", "2026年第四季度"),
        ("评审工作预计下半年开展。", "dates.review", "2026年下半年"),
        ("评审会在12月—2027年1月召开。", "dates.review", "2026年12月—2027年1月"),
        ("任职年限、业绩成果的计算截止时间均为2026年6月30日。", "dates.evidence_cutoff", "2026-06-30"),
        ("任职资格年限计算至2026年12月31日。", "dates.tenure_cutoff", "2026-12-31"),
        ("网上申报自3月1日起，至4月15日17时止。", "dates.person_deadline", "2026-04-15"),
        ("受理时间：自3月1日起，至4月15日止，系统届时关闭。", "dates.person_deadline", "2026-04-15"),
        ("申报人可查询，公示期为9月1日至9月7日。", "dates.person_deadline", "None"),
        ("逾期未提交的，视为放弃申报。", "dates.late_means", "逾期未提交的，视为放弃申报"),
        ("10月组织答辩，11月下旬召开评审会。", "dates.review", "2026年11月下旬"),
        ("评审时间另行通知（预计六月份）。", "dates.review", "2026年六月"),
        ("自评分低于60分的不予受理。", "scoring.pass", 60.0),
        ("代表作（论文、著作）2篇。", "evidence.representative_works", 2),
        ("评审费480元，破格的另收答辩费120元。", "defence.triggers", {}),
        ("继续教育：申报前三年（2023.1.1—2025.12.31）须达标。", "dates.person_deadline", "None"),
        (
            "继续教育：申报前三年（2023.1.1—2025.12.31）216学时。",
            "continuing_education.years",
            [2023, 2024, 2025],
        ),
        ("任职时间计算到2025年底，论文以2026年3月31日前取得的为准。", "dates.tenure_cutoff", "2025-12-31"),
        ("申报前三年考核结果均为“合格”以上。", "assessment.recent", 3),
        ("近三年年度考核（2023年度—2025年度）合格以上。", "assessment.years", [2023, 2024, 2025]),
        ("骗取职称的，记录期限为3年，期间不得申报。", "discipline.fraud_bar_years", 3),
        ("市级受理（5月25日至29日）。", "dates.forward_deadline", "2026-05-29"),
        ("申报人员须在2026年9月30日前达到规定的任职年限。", "dates.person_deadline", "None"),
        ("申报人员须在2026年9月30日前达到规定的任职年限。", "dates.tenure_cutoff", "2026-09-30"),
        ("弄虚作假的，从下一年起连续3年不得申报。", "discipline.fraud_bar_from", "下一年"),
        ("10—11月评审。", "dates.review", "2026年10—11月"),
        ("论文、业绩、任职年限的截止时间为3月31日。", "dates.evidence_cutoff", "2026-03-31"),
        ("业绩成果应为2021年1月1日至2026年5月31日期间取得。", "dates.evidence_cutoff", "2026-05-31"),
        ("弄虚作假的，自发现之日起五年内不得申报。", "discipline.fraud_bar_from", "发现之日"),
        ("材料报送时间：9月10-12日。", "dates.forward_deadline", "2026-09-12"),
        ("网上申报：2026年6月1—30日。", "dates.open", "2026-06-01"),
        ("各单位6月底前完成推荐。", "dates.unit_deadline", "2026-06-30"),
        ("聘任年限算至上一年的12月31日。", "dates.tenure_cutoff", "2025-12-31"),
        ("8月7日前报送纸质材料，过时不再受理。", "dates.late_means", "过时不再受理"),
        ("考核合格的人员于6月1日至6月30日登录系统申报。", "dates.open", "2026-06-01"),
        ("各单位组织考核，6月1日至6月30日网上申报。", "dates.open", "2026-06-01"),
        ("6月30日前符合申报条件的人员均可网上申报。", "dates.person_deadline", "2026-06-30"),
        ("自6月1日起开始，至6月30日止，个人网上申报。", "dates.person_deadline", "2026-06-30"),
        ("即日起开始申报，2026年6月30日截止。", "dates.person_deadline", "2026-06-30"),
        ("二〇二六年六月一日至三十日网上申报。", "dates.person_deadline", "2026-06-30"),
        ("网上申报培训时间为6月1日至6月3日。", "dates.person_deadline", "None"),
        ("公需科目考试报名时间为6月1日至6月10日。", "dates.person_deadline", "None"),
        ("申报系统预计5月底开放。", "dates.open", "None"),
        ("个人申报：即日起至6月20日。", "dates.person_deadline", "2026-06-20"),
        ("自通知印发之日起至6月20日，申报人员登录系统申报。", "dates.person_deadline", "2026-06-20"),
        ("申报程序：主管部门审核，7月1日—15日。", "dates.person_deadline", "None"),
        ("申报程序：学校审核推荐（9月16日—9月30日）。", "dates.open", "None"),
        ("申报程序：省教育厅受理（10月8日—10月12日）。", "dates.forward_deadline", "2026-10-12"),
        ("申报要求：获奖成果须在2019年1月1日至2026年6月30日期间取得。", "dates.open", "None"),
        ("公示5个工作日，应在收到异议后10个工作日内核查。", "publicity.min_workdays", 5),
        ("任副主任医师满5年，时间计算至2026年12月31日。", "dates.tenure_cutoff", "2026-12-31"),
        ("学校考核推荐：9月6日—15日。", "dates.unit_deadline", "2026-09-15"),
        ("网上申报6月30日截止，9月1日至9月5日登录系统缴费。", "dates.open", "None"),
        ("评审会11月中旬举行。", "dates.review", "2026年11月中旬"),
        ("市级评审：10—11月组织，12月公布。", "dates.review", "2026年10—11月"),
        ("10月至11月组织评审，12月底前公布结果。", "dates.review", "2026年10月至11月"),
        ("破格评审：6月前报送材料。", "dates.review", "{}"),
        ("每年专业课60学时，公需课18学时，总学时90学时。", "continuing_education.per_year.total", 90),
        ("每年Ⅰ类学分10学分，Ⅱ类15学分，合计25学分。", "continuing_education.per_year.total", 25),
        ("量化赋分不足70分的，不得申报。", "scoring.pass", 70.0),
        ("提供代表作1—3篇。", "evidence.representative_works", {}),
        ("在单位网站和公示栏公示，不少于7个工作日。", "publicity.committee_workdays", {}),
        ("本次受理陶瓷、刺绣、雕刻等三个专业。", "specialities", ["陶瓷", "刺绣", "雕刻"]),
        ("任现职满5年，截止日期为2025年12月31日。", "dates.tenure_cutoff", "2025-12-31"),
        ("从事本专业工作满10年（截止日期为2025年12月31日）。", "dates.work_years_cutoff", "2025-12-31"),
        ("论文、业绩、任职年限的截止日期为3月31日。", "dates.evidence_cutoff", "2026-03-31"),
        ("任职年限和业绩的截止日期：3月31日。", "dates.evidence_cutoff", "2026-03-31"),
        ("评审时间为10月。", "dates.review", "2026年10月"),
        ("本人述职不超过一万二千字。", "statement.max_chars", {}),
        ("提交身份证、获奖证书扫描件，原件由单位核验。", "evidence.upload_only", ["身份证", "获奖证书"]),
        ("近三年继续教育均不少于120学时。", "continuing_education.cumulative.total", {}),
        ("近两年继续教育不少于144学时。", "continuing_education.cumulative.total", 144),
        ("2002年以后的国内学历由系统比对。", "evidence.degree.automatic_from", 2002),
        ("论文须附封面、目录、正文及知网查重报告。", "evidence.upload_only", {}),
        ("破格申报的由两名正高级专家举荐。", "scoring.experts", {}),
        ("自评分申报的由两名正高级专家举荐。", "scoring.experts", 2),
        ("自评分申报的由两位正高级同行推荐。", "scoring.experts", 2),
        ("单位应于7月17日前审完并推送至市局。", "dates.unit_deadline", "2026-07-17"),
        ("主管部门7月28日前复核完毕。", "dates.unit_deadline", "None"),
        ("市局复核截至8月5日，纸质材料同日送到。", "dates.forward_deadline", "2026-08-05"),
        ("市局复核截至8月5日。", "dates.forward_deadline", "None"),
        ("请各单位于9月8日至9月18日将申报材料报市人社局。", "dates.forward_deadline", "2026-09-18"),
        ("请各单位于9月8日至9月18日将申报材料报市人社局。", "dates.open", "None"),
        ("用人单位于7月31日前将材料报送主管部门。", "dates.forward_deadline", "2026-07-31"),
        ("用人单位于7月20日前完成审核。", "dates.unit_deadline", "2026-07-20"),
        ("用人单位于7月20日前将申报人推荐上报。", "dates.forward_deadline", "2026-07-20"),
        ("申报人于6月30日前将个人材料录入系统。", "dates.person_deadline", "2026-06-30"),
        ("5月10日至20日，各单位审核、公示。", "dates.unit_deadline", "2026-05-20"),
        ("5月10日至20日，各单位审核、公示。", "dates.open", "None"),
        ("评委会办公室于8月3日至8月14日集中受理。", "dates.forward_deadline", "2026-08-14"),
        ("协会收件：7月20日止。", "dates.forward_deadline", "2026-07-20"),
        ("个人网报：6月1日—6月30日。", "dates.person_deadline", "2026-06-30"),
        ("评审会预计11月上旬开。", "dates.review", "2026年11月上旬"),
        ("任职年限、业绩成果均计算到2026年5月31日。", "dates.evidence_cutoff", "2026-05-31"),
        ("任职年限和论文、成果的截止时间都是2026年6月30日。", "dates.evidence_cutoff", "2026-06-30"),
        ("任职年限计算到2026年5月31日，论文另行规定。", "dates.evidence_cutoff", "{}"),
        ("7月3日17时为止，过时系统关闭，不再受理。", "dates.late_means", "过时系统关闭，不再受理"),
        ("逾期后果自负，不予补报。", "dates.late_means", "逾期后果自负，不予补报"),
        ("自下一年度起两年内不准再报。", "discipline.fraud_bar_years", 2),
        ("自下一年度起两年内不准再报。", "discipline.fraud_bar_from", "下一年度"),
        ("弄虚作假的，三年之内不受理其申报。", "discipline.fraud_bar_years", 3),
        ("登录“青才通”平台（https://qct.mou.example）填报。", "platform.name", "青才通"),
        ("登录某省职称管理系统（网址：zc.mou.example）填报。", "platform.url", "zc.mou.example"),
        ("开评专业为适老化改造、智慧养老两个。", "specialities", ["适老化改造", "智慧养老"]),
        ("开评专业为适老化改造、智慧养老三个。", "specialities", {}),
        ("公示地点为本单位宣传栏和内部网站，不少于7个工作日。", "publicity.place", "本单位宣传栏和内部网站"),
        ("材料在单位公示栏贴出来，公示7个工作日。", "publicity.place", "单位公示栏"),
        ("公示5个工作日（不含公示当天）。", "publicity.count_start_day", False),
        ("公示没有意见的方可上报。", "publicity.unopposed", "公示没有意见的方可上报"),
        ("述职，1200字以内。", "statement.max_chars", 1200),
        ("本人述职1000字左右。", "statement.max_chars", {}),
        ("本人述职约1000字。", "statement.max_chars", {}),
        ("本人述职1000字左右。", "statement.label", "本人述职"),
        ("提供不超过2篇代表作论文。", "evidence.representative_works", {}),
        ("提供不超过十二篇代表作论文。", "evidence.representative_works", {}),
        ("近3年继续教育不少于216学时。", "continuing_education.cumulative.total", 216),
        ("近3年继续教育不少于90学时。", "continuing_education.cumulative.total", {}),
        ("工作报告（任现职以来），字数不要超过2000字。", "statement.label", "工作报告"),
        ("论文的查重报告文字重合率不得超过20%。", "evidence.papers.similarity_max", 20),
        ("开评专业分锅炉容器、电梯、起重机械三类。", "specialities", ["锅炉容器", "电梯", "起重机械"]),
        ("转系列申报的，要参加答辩。", "defence.triggers", ["transfer"]),
        ("单位在显著位置公示7个工作日。", "publicity.place", "显著位置"),
        ("7月28日至7月30日集中收纸质材料。", "dates.open", "None"),
        ("论文重复率30%以上的取消资格。", "evidence.papers.similar_means", "取消资格"),
        ("其他佐证材料一册，胶装。", "binding.volumes", 1),
        ("论文2篇以上，其中1篇送审代表作。", "evidence.representative_works", 1),
        ("自查实之日起3年内不得再次申报。", "discipline.fraud_bar_from", "查实之日"),
        ("自发布之日起3年内不得申报。", "discipline.fraud_bar_from", {}),
        ("在本单位醒目位置张榜公示7个工作日。", "publicity.place", "本单位醒目位置"),
        ("网上申报任职年限截止到2025年年底，即2025年12月31日。", "dates.tenure_cutoff", "2025-12-31"),
        ("网上申报任职年限截止到2025年年底，即2025年12月31日。", "dates.person_deadline", "None"),
        ("网上申报的任职年限不得晚于2025年12月31日，逾期不计。", "dates.person_deadline", "None"),
        ("网上填写，6月20日零时系统停止提交。", "dates.person_deadline", "2026-06-20"),
        ("材料合订一册，按目录编页。", "binding.volumes", 1),
        ("论文查重率高于25%的不予认可。", "evidence.papers.similar_means", "不予认可"),
        ("近12个月的社保缴费记录。", "evidence.social.stated", "近12个月的社保缴费记录"),
        ("每年学满72学时。其中专业科目42学时以上。", "continuing_education.per_year.major", 42),
        (
            "学时缺口部分可在报名截止前补齐。",
            "continuing_education.catch_up",
            "学时缺口部分可在报名截止前补齐",
        ),
        (
            "2025年度须学完公需课和专业课，其中公需课30学时、专业课42学时。",
            "continuing_education.years",
            [2025],
        ),
        *(
            (
                f"{when}须学完公需课和专业课，其中公需课30学时、专业课42学时。",
                "continuing_education.per_year",
                {"major": 42, "public": 30},
            )
            for when in ("2025年度", "每年")
        ),
        ("2026年度可补学72学时。", "continuing_education.per_year", {}),
        ("照片为蓝色或白色背景。", "photo.background", "蓝底或白底"),
        ("照片白底、蓝底均可。", "photo.background", "白底或蓝底"),
        ("论文（含封面、目录、正文、封底）。", "evidence.papers.parts", ["封面", "目录", "正文", "封底"]),
        ("论文2篇，其中须有1篇为代表性论文。", "evidence.representative_works", 1),
        (
            "2002年以后毕业的学历由系统自动核验，2002年以前毕业的上传《教育部学历证书电子注册备案表》。",
            "evidence.degree",
            {"automatic_from": 2002},
        ),
        ("单位公示5个工作日，公示第一天不计算在内。", "publicity.count_start_day", False),
        ("公示期满无异议方可上报。", "publicity.unopposed", "公示期满无异议方可上报"),
        ("提交单位推荐报告（含公示情况）。", "publicity.recommendation_public", {}),
        ("资历、业绩成果、论文著作等的计算时间截至2025年12月31日。", "dates.tenure_cutoff", "2025-12-31"),
        ("资历、业绩成果、论文著作等的计算时间截至2025年12月31日。", "dates.evidence_cutoff", "2025-12-31"),
        ("年限计算截止到2026年8月31日。", "dates.work_years_cutoff", "2026-08-31"),
        ("年限计算截止到2026年8月31日。", "dates.tenure_cutoff", "2026-08-31"),
        ("9月18日前报送纸质材料，过期不候。", "dates.late_means", "过期不候"),
        ("评审会议\t10月—11月\t高评委", "dates.review", "2026年10月—11月"),
        ("评审专业设置：园林设计、园林施工。", "specialities", ["园林设计", "园林施工"]),
        ("开设以下专业：园林设计、园林施工。", "specialities", ["园林设计", "园林施工"]),
        (
            "登录某省职称管理系统（http://zc.mou.example/zc/）填报。",
            "platform.url",
            "http://zc.mou.example/zc",
        ),
        ("按照《某省园林专业技术资格条件》执行。", "eligibility.external", "《某省园林专业技术资格条件》"),
        ("评审费按某价费〔2002〕114号收取。", "legal_basis", ["某价费〔2002〕114号"]),
        (
            "每年须完成继续教育90学时，其中2024年、2025年须在“某省继续教育管理系统”登记。",
            "continuing_education.years",
            {},
        ),
        ("材料：身份证、职称证书复印件各1份。", "evidence.upload_only", {}),
        ("上传身份证、职称证书的复印件。", "evidence.upload_only", ["身份证", "任职资格证书"]),
        ("2026年度申报人员须完成2025年度公需课30学时。", "continuing_education.years", [2025]),
        ("2026年度申报人员须完成2025年度公需课30学时。", "continuing_education.per_year", {"public": 30}),
        ("论文须附封面、目录、正文的复印件。", "evidence.papers.parts", ["封面", "目录", "正文"]),
        ("专业：园林设计、园林施工。", "specialities", ["园林设计", "园林施工"]),
        ("网上申报6月1日启动，7月10日关闭申报通道。", "dates.open", "2026-06-01"),
        ("请各单位于8月15日前，将申报材料报送评委会。", "dates.forward_deadline", "2026-08-15"),
        ("业绩、继续教育等截止时间为2026年6月30日。", "continuing_education.years", {}),
        ("任期、业绩成果的截止时间为上年度12月31日。", "dates.tenure_cutoff", "2025-12-31"),
        ("任职年限计算到上年底。", "dates.tenure_cutoff", "2025-12-31"),
        ("任期、业绩成果的截止时间为上年度12月31日。", "dates.evidence_cutoff", "2025-12-31"),
        (
            "近三个月加盖印章的社会保险缴费凭证。",
            "evidence.social.stated",
            "近三个月加盖印章的社会保险缴费凭证",
        ),
        ("任现职以来年度考核均合格，近3年中至少1年优秀。", "assessment.stated", "任现职以来"),
        ("任现职以来年度考核均合格，近3年中至少1年优秀。", "assessment.recent", {}),
        ("单位要结合任现职以来的年度考核情况，进行竞聘考核。", "assessment.stated", {}),
        ("推荐前在本单位公示5个工作日。", "publicity.recommendation_public", {}),
        ("电子照片不超过100K，分辨率295*413。", "photo.width_gt", {}),
        ("电子照片不超过100K，不小于295*413像素。", "photo.width_gt", 294),
        (
            "每年公需科目24学时，专业科目48学时，选修科目18学时。",
            "continuing_education.per_year",
            {"major": 48, "public": 24},
        ),
        ("受到警告处分的1年内不得申报。", "discipline.fraud_bar_years", {}),
        ("单位公示5个工作日（起止日期不计入）。", "publicity.count_start_day", False),
        ("材料按以下顺序装订：1.申报表；2.学历证书；3.职称证书。", "evidence.upload_only", {}),
        ("缴费时间：8月1日至8月10日。", "dates.open", "None"),
        ("业绩取得时间为2021年1月1日至2026年6月30日。", "dates.open", "None"),
        ("材料受理时间为9月7日至9月11日。", "dates.forward_deadline", "2026-09-11"),
        ("所在单位应于4月25日17时前审核上报。", "dates.unit_deadline", "2026-04-25"),
        ("各市主管部门应于5月10日17时前审核上报。", "dates.forward_deadline", "2026-05-10"),
        ("2026年度评审的年限计算截止时间统一为2026年12月31日。", "dates.tenure_cutoff", "2026-12-31"),
        ("论文查重比低于20%，由知网、万方之一出具。", "evidence.papers.similar_means", {}),
        ("代表性业绩成果不超过5项。", "evidence.representative_works", {}),
        ("代表性业绩成果5项。", "evidence.representative_works", 5),
        ("任职年限和业绩材料截止时间为2026年3月31日。", "dates.evidence_cutoff", "2026-03-31"),
        ("任现职以来，年度考核结果均为称职以上等次。", "assessment.stated", "任现职以来"),
        ("2023、2024、2025年度考核表。", "assessment.stated", "2023、2024、2025年度"),
    ],
)
def test_a_clause_says_what_it_says(clause, key, value):
    plan, _ = plan_of(f"二、要求\n（一）{clause}")
    found = at(plan, key)
    assert (str(found) if key.startswith("dates.") else found) == value


def test_years_that_may_also_be_those_since_the_title_are_said_once():
    _, draft = plan_of("二、要求\n（一）任现职以来或近3年的年度考核均为合格或称职以上。")
    (line,) = (line for line in draft.text.splitlines() if line.startswith("  stated: 任现职以来或近3年"))
    assert "另有" not in line


@pytest.mark.parametrize(
    ("words", "duplex", "why"),
    [
        ("三份，正反面打印", True, "：“"),
        ("三份，A4纸两面打印", True, "：“"),
        ("三份，A3纸单面", False, "：“"),
        ("三份", False, "没有找到，暂填"),
    ],
)
def test_a_form_is_printed_on_the_sides_that_the_circular_says(words, duplex, why):
    _, draft = plan_of(f"二、材料\n《高级工程师职称评审表》{words}。")
    (line,) = (line for line in draft.text.splitlines() if "duplex:" in line)
    assert line.strip().startswith(f"duplex: {str(duplex).lower()}  # ") and why in line


def test_a_table_may_list_the_forms_with_their_copies():
    rows = (
        "序号\t材料名称\t份数\t要求",
        "1\t《某省职称评审表》\t3\tA4双面",
        "2\t评审人员名册表\t一式贰份\t盖章",
    )
    rows += ("3\t推荐报告\t1\t红头文件", "单位\t盖章\t评审表\t5")
    plan, draft = plan_of("二、材料", *rows)
    told = [[use[key] for key in ("id", "title", "copies", "duplex")] for use in plan["forms"]]
    assert told[:2] == [["review_form", "某省职称评审表", 3, True], ["roster", "评审人员名册表", 2, False]]
    assert (len(told), next(left.words for left in draft.unplaced)) == (2, "3\t推荐报告\t【1】\t红头文件")


def test_a_limit_may_stand_under_the_heading_that_names_the_text():
    plan, _ = plan_of("二、材料\n（一）工作小结。写任现职以来的工作，1200字以内；每篇代表作附提要300字。")
    assert plan["statement"] == {"label": "工作小结", "max_chars": 1200, "src": "二（一）"}
    assert plan["evidence"]["papers"]["abstract_max_chars"] == 300


def test_specialities_may_be_listed_by_the_heading_alone():
    plan, _ = plan_of(
        "二、可评审专业\n园林设计、园林施工与养护、风景名胜。\n三、评审专业\n评审对象、程序，从其规定。"
    )
    assert plan["specialities"] == ["园林设计", "园林施工与养护", "风景名胜"]
    plan, _ = plan_of(
        "一、可评审专业\n1\t虚构市园林评审委员会\t园林设计、风景名胜\n2\t虚构市市政评审委员会\t道路"
    )
    assert "specialities" not in plan, "the row of one committee is not the list of all"


def test_experts_whom_some_need_only_are_kept_in_the_words_of_the_circular():
    plan, _ = plan_of("二、破格\n（一）须由两名正高级专家举荐。")
    assert plan["notes"] == [{"words": "须由两名正高级专家举荐", "src": "二（一）"}]


def test_a_statement_has_its_name_from_the_heading_alone():
    plan, _ = plan_of("二、材料\n（一）个人业务总结。围绕工作，篇幅控制在1500字以内。")
    assert plan["statement"] == {"label": "个人业务总结", "max_chars": 1500, "src": "二（一）"}


WAYS = "二、申报方式\n1．正常申报：符合条件的。\n2．破格申报：条件不足的。\n三、材料\n"


@pytest.mark.parametrize(
    ("clause", "when", "why"),
    [
        ("《破格申报审批表》一式三份（破格人员报）。", ["exception"], "（破格人员报）"),
        ("《破格申报审批表》一式三份。", ["exception"], "没有找到，按表名暂填"),
        ("《专家举荐表》1份（仅限破格申报人员填报）。", ["exception"], "（仅限破格"),
        ("《高级工程师职称评审表》2份（破格人员用红色）。", None, ""),
    ],
)
def test_whom_alone_a_form_concerns_is_said(clause, when, why):
    plan, draft = plan_of(WAYS + clause)
    (form,) = plan["forms"]
    assert form.get("when") == (when and {"method": when})
    assert not when or why in next(line for line in draft.text.splitlines() if "when:" in line)


def test_whom_alone_a_form_concerns_is_kept_in_mind_where_no_way_is_found():
    plan, draft = plan_of("二、材料\n《破格申报审批表》一式三份。")
    assert "when" not in plan["forms"][0] and "    # when: {method: [exception]}  # 按表名" in draft.text


def test_a_form_of_which_nothing_says_where_it_goes_asks_for_it():
    _, draft = plan_of("二、材料\n《高级工程师职称评审表》2份。《花名册》3份，装入资料袋。")
    assert [line.strip()[:10] for line in draft.text.splitlines() if "goes_to" in line] == [
        "# goes_to:",
        "goes_to: b",
    ]


@pytest.mark.parametrize(
    "listed",
    [
        ("附件：", "1.评审表", "2.申请卡片表"),
        ("附件：1.评审表", "2.申请卡片表"),
        ("附件1：评审表", "附件2：申请卡片表"),
        ("附件：", "附件1 评审表", "附件2 申请卡片表"),
        ("附件：申请卡片表",),
    ],
)
def test_a_list_of_attachments_above_the_signature_is_no_attachment(listed):
    signed = ("某市农业局", "2026年5月1日", "附件1", "填报说明", "一、论文查重率不超过20%。")
    plan, draft = plan_of(*listed, *signed)
    assert (str(plan["doc_date"]), plan["issuer"]) == ("2026-05-01", "某市农业局")
    assert "similarity_max: 20  # 附件1一：" in draft.text
    assert draft.unknown_forms == ("申请卡片表",)


def test_who_issues_a_circular_stands_above_its_heading_or_alone_above_its_day():
    plan, _ = plan_of("无。", head=f"某省教育厅\n{HEAD}")
    assert plan["issuer"] == "某省教育厅"
    address = "联系电话：12345678，地址：某市某区某大道某路某广场某大厦某单元某室"
    plan, _ = plan_of(f"二、联系\n{address}\n某省园林工程高级职称评审委员会\n2026年5月1日")
    assert plan["issuer"] == plan["committee"] == "某省园林工程高级职称评审委员会"


def test_a_form_with_copies_that_does_not_come_along_is_named():
    clauses = ("《考核认定表》1式3份，《公示情况说明表》（附件2）各2份。", "《高级工程师职称评审表》2份。")
    _, draft = plan_of("二、材料", *clauses, "《毕业生登记表》复印件1份，《某系统操作手册》1份。")
    assert draft.unknown_forms == ("考核认定表", "公示情况说明表")


def test_a_number_below_the_heading_is_the_number_and_no_ground():
    head = HEAD.replace("2026年度", "2026年度全市园林") + "\n云水人〔2026〕37号"
    plan, _ = plan_of("根据《办法》（云人社发〔2021〕18号），现通知如下。", head=head)
    assert plan["doc_no"] == "云水人〔2026〕37号"
    assert plan["legal_basis"] == ["云人社发〔2021〕18号"]
    assert plan["circular"].endswith("通知》")


def test_two_offices_that_sign_together_are_two():
    plan, _ = plan_of("云岭市水务局　　云岭市人力资源和社会保障局\n2026年5月20日")
    assert plan["issuer"] == "云岭市水务局、云岭市人力资源和社会保障局"


def test_ways_to_apply_may_be_clauses_under_their_heading():
    plan, draft = plan_of("二、申报类别\n1．正常申报：符合条件的。\n2．破格申报：条件不足的。")
    assert [way["id"] for way in plan["methods"]] == ["normal", "exception"]
    assert not any(one.startswith("methods") for one in draft.absent)


def test_clauses_beside_each_other_that_begin_with_ways_name_them_under_any_heading():
    plan, _ = plan_of("二、怎么报\n（一）正常晋升。满5年。\n（二）跨系列转评：满1年。")
    assert [way["label"] for way in plan["methods"]] == ["正常晋升", "跨系列转评"]
    plan, _ = plan_of("二、申报\n符合条件的走正常申报；不足的走破格申报。")
    assert [way["id"] for way in plan["methods"]] == ["normal", "exception"]
    plan, draft = plan_of("二、答辩\n（一）转评。须参加答辩。\n（二）其余不参加。")
    assert "methods" not in plan and "methods" in draft.absent


def test_a_deputy_of_a_trade_is_a_title_of_its_own():
    head = "关于开展2026年度岚州市文物博物专业副研究馆员职称评审工作的通知"
    plan, _ = plan_of("由岚州市文物博物专业副研究馆员评审委员会评审。", head=head)
    told = [plan[key] for key in ("target_title", "level", "series", "committee")]
    assert told == ["副研究馆员", "senior", "文物博物专业", "岚州市文物博物专业副研究馆员评审委员会"]


@pytest.mark.parametrize(
    ("asked", "level", "name"),
    [
        ("高级职称", "senior", "高级工程师"),
        ("副高级专业技术资格", "senior", "高级工程师"),
        ("中级职称", "mid", {}),
        ("初级专业技术职务任职资格", "junior", "助理工程师"),
        ("高、中级职称", {}, {}),
    ],
)
def test_a_heading_names_the_level_where_it_names_no_title(asked, level, name):
    head = f"关于做好2026年度水利工程系列{asked}评审工作的通知"
    plan, _ = plan_of("取得高级工程师、助理工程师资格后的年限满4年，可以申报。", head=head)
    assert (at(plan, "series"), at(plan, "level"), at(plan, "target_title")) == ("水利工程", level, name)


def test_a_bare_heading_may_be_called_a_division():
    text = f"{HEAD}\n各单位：\n1 范围\n本市。\n2 分类\n2.1 正常申报：满5年。\n3 公示\n公示5个工作日。"
    assert yaml.safe_load(made(text).text)["publicity"]["src"] == "3"


def test_that_there_may_be_more_ways_to_apply_is_told_with_the_words_of_the_circular():
    plan, draft = plan_of("二、申报方式分为：常规申报、破格申报、人才引进申报三种。")
    assert [way["label"] for way in plan["methods"]] == ["常规申报", "破格申报"]
    told = "可能不全，通知说有3种，认出2种：二：“申报方式分为："
    assert f"  # {told}" in draft.text
    assert any(one.startswith(f"methods（{told}") for one in draft.absent)


def test_a_heading_without_about_is_the_name_of_the_circular():
    head = "某市园林局人事处\n2026年度某市园林工程高级工程师资格评审工作安排\n各单位：\n职称申报如下。"
    plan, _ = plan_of("某市园林局人事处\n2026年3月2日", head=head)
    assert plan["circular"] == "《2026年度某市园林工程高级工程师资格评审工作安排》"
    assert plan["issuer"] == "某市园林局人事处"


def test_the_province_is_the_only_one_that_is_named():
    assert plan_of("在外省工作过的，参照浙江省有关规定。")[0]["province"] == "浙江"
    assert plan_of("登录西藏自治区申报系统。")[0]["province"] == "西藏"
    head = f"江西省水利厅文件\n{HEAD}"
    assert plan_of("浙江省、湖北省取得的职称，须先确认。", head=head)[0]["province"] == "江西"
    assert "province" not in plan_of("浙江省、湖北省取得的职称，须先确认。")[0]
    assert "province" not in plan_of("从业单位在浙江的人员。")[0]
    assert "province" not in plan_of("材料邮寄至北京市某区某路1号。")[0]


def test_a_heading_may_name_the_grade_behind_the_trade_and_its_year_in_words():
    head = "关于开展二〇二六年度全市中小学教师系列高级职称评审工作的通知"
    plan, _ = plan_of("教师须有五年教龄，方可申报。", head=head)
    assert (plan["year"], plan["level"], plan["series"]) == (2026, "senior", "中小学教师")
    assert (
        "正文：“关于开展二〇二六年度" in plan_of(head=head)[1].text.split("\nyear: 2026", 1)[1].split("\n")[0]
    )


def test_the_series_stands_before_both_grades_and_before_the_number_of_its_specialities():
    head = "关于开展2026年度建筑工程高、中级职称评审工作的通知"
    assert plan_of("其他事项另行通知。", head=head)[0]["series"] == "建筑工程"
    head = "关于开展2026年度全省机械、电子等专业正高级工程师职称评审工作的通知"
    assert plan_of("其他事项另行通知。", head=head)[0]["series"] == "机械、电子"


def test_days_within_which_a_unit_examines_are_none_of_publicity():
    plan = yaml.safe_load(made(f"{HEAD}\n一、审核\n单位在10个工作日内审核完毕，并公示7个工作日。").text)
    assert plan["publicity"]["min_workdays"] == 7


def test_two_offices_may_sign_below_each_other():
    plan, _ = plan_of(
        "二、其他", "其他事项另行通知。", "云港市住房和建设局", "云港市人力资源保障局", "2026年4月2日"
    )
    assert plan["issuer"] == "云港市住房和建设局、云港市人力资源保障局"


def test_a_line_of_hundreds_of_offices_is_read_in_the_time_of_its_length():
    plan, _ = plan_of(
        "二、其他", "云港市人力资源和社会保障局" * 400 + "负责。", "云港市财政局", "2026年4月2日"
    )
    assert plan["issuer"] == "云港市财政局"


def test_the_last_of_several_ways_stands_behind_and_and_before_their_number():
    plan, _ = plan_of("申报方式分为正常申报、破格申报、转评和技能人才申报四种。")
    assert [one["label"] for one in plan["methods"]] == ["正常申报", "破格申报", "转评", "技能人才申报"]
