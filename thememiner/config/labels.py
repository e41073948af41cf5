"""The usual labels of speakers, in English and Chinese."""

USUAL_INTERVIEWERS = (
    *("Interviewer", "I", "Q", "Int", "Moderator", "Facilitator", "Researcher", "Host"),
    *("访谈者", "访谈人", "采访者", "采访人", "主持人", "研究者", "研究员", "访问者", "提问者", "问", "追问"),
    *("訪談者", "訪談人", "採訪者", "採訪人", "問", "追問"),
)
USUAL_OTHERS = (
    *("Interpreter", "Translator", "Observer", "Transcriber", "Carer", "Relative"),
    *("翻译", "口译", "观察员", "记录员", "家属", "翻譯", "家屬"),
)
USUAL_PARTICIPANTS = (
    *("Participant", "Respondent", "Interviewee", "Informant", "User", "Customer", "Client", "Patient"),
    *("Citizen", "Student", "Subject", "P", "R", "A", "S", "受访者", "被访者", "受访人", "参与者", "被试", "患者"),
    *("学生", "答", "受訪者", "被訪者", "受訪人", "參與者", "被試", "學生"),
)
USUAL_NUMBERED = ("Speaker", "Spk", "Unknown speaker", "说话人", "发言人", "讲话人", "說話人", "發言人", "講者")
