//! Terms are found where a reader finds them, and nowhere else.

use super::hit::MatchClass;
use super::{Matcher, Side};
use crate::glossary::Glossary;
use crate::lang::Lang;

fn classes(term: &str, text: &str, lang: Lang) -> Vec<(String, MatchClass)> {
    let csv = format!("source,target,source_variants\n{term},x,\n");
    let glossary = Glossary::parse(&csv).unwrap();
    let matcher = Matcher::new(&glossary, Side::Source, lang);
    matcher.find(text).iter().map(|h| (h.span.of(text).to_owned(), h.class)).collect()
}

fn found(term: &str, text: &str) -> Vec<String> {
    classes(term, text, Lang::AR).into_iter().map(|(text, _)| text).collect()
}

#[test]
fn clitics_are_taken_off_only_if_the_term_is_left() {
    let text = "الحكومة وللحكومة بالحكومة حكومتها حكومة والحُكومة حكم";
    let forms = ["الحكومة", "وللحكومة", "بالحكومة", "حكومتها", "حكومة", "والحُكومة"];
    assert_eq!(found("حكومة", text), forms);
    for (term, trap) in [
        ("ولي", "ولاية"),
        ("كتاب", "كاتب مكتب كتب"),
        ("شريك", "شركة شركات"),
        ("شركة", "شركاء"),
        ("عام", "عالم"),
    ] {
        assert_eq!(found(term, trap), [""; 0], "{term} in {trap}");
    }
}

#[test]
fn regular_inflection_is_known() {
    assert_eq!(
        found("معاهدة", "معاهدتان ومعاهدتين والمعاهدات معاهدتا"),
        ["معاهدتان", "ومعاهدتين", "والمعاهدات", "معاهدتا"]
    );
    assert_eq!(found("مهندس", "المهندسون ومهندسو الشركة"), ["المهندسون", "ومهندسو"]);
}

#[test]
fn articles_are_added_consistently() {
    let text = "وزير الخارجية ووزير الخارجية والوزير الخارجية";
    assert_eq!(found("وزير الخارجية", text).len(), 2);
    assert_eq!(found("بنك مركزي", "البنك المركزي وبنك مركزي وبنك المركزي").len(), 3);
    assert_eq!(found("بنك مركزي", "البنك مركزي"), [""; 0]);
    assert_eq!(found("حد أدنى للأجور", "الحد الأدنى للأجور"), ["الحد الأدنى للأجور"]);
    assert_eq!(
        found("الأمم المتحدة", "للأمم المتحدة والأمم المتحدة"),
        ["للأمم المتحدة", "والأمم المتحدة"]
    );
}

#[test]
fn english_terms_inflect_at_their_end() {
    let found = |term: &str, text: &str| classes(term, text, Lang::EN);
    assert_eq!(found("opioid overdose", "Opioid overdoses rose.")[0].1, MatchClass::Inflected);
    assert_eq!(found("policy", "Policies and policy")[1].1, MatchClass::Exact);
    assert_eq!(found("state", "The State's role")[0].0, "State's");
    assert!(found("new", "news").len() <= 1);
}

#[test]
fn short_terms_match_only_as_they_stand() {
    assert_eq!(found("سم", "وسم السم سم"), ["سم"]);
}

/// What a glossary of the given terms finds in a text, as `term: text class`.
fn hits(terms: &[&str], text: &str) -> Vec<String> {
    let rows: Vec<String> = terms.iter().map(|t| format!("{t},x,\n")).collect();
    let glossary = Glossary::parse(&format!("source,target,pos\n{}", rows.concat())).unwrap();
    let hits = Matcher::new(&glossary, Side::Source, Lang::AR).find(text);
    let show = |h: &super::Hit| {
        let nested = if h.nested { " nested" } else { "" };
        let term = &glossary.entries[h.entry as usize].source;
        format!("{term}: {} {}{nested}", h.span.of(text), h.class.as_str())
    };
    hits.iter().map(show).collect()
}

#[test]
fn traps_hold_no_term() {
    for (term, text) in [
        ("لبن", "لبنان ولبنان للبنان"),
        ("سلطة", "سلطان والسلطان"),
        ("قان", "قانون"),
        ("كل", "كلمة كلها"),
        ("لمه", "كلمة"),
        ("زير", "وزير والوزير"),
        ("مانيا", "ألمانيا"),
        ("ألماني", "ألمانيا"),
        ("باني", "البانيا ألبانيا"),
        ("تزام", "التزام"),
        ("آن", "الآن"),
        ("كين", "بكين"),
        ("تنام", "فيتنام"),
        ("يتنام", "فيتنام"),
        ("ميد", "ميدان"),
        ("ياب", "يابان"),
        ("باكست", "باكستان"),
        ("وري", "كوريا"),
        ("كوري", "كوريا"),
        ("ليبي", "ليبيا"),
        ("انغ", "وانغ"),
        ("لاية", "ولاية"),
        ("الد", "والد والدة"),
        ("كر", "فكر"),
        ("يان", "بيان"),
        ("كرة", "فكرة"),
        ("جنة", "لجنة"),
        ("أمل", "كامل"),
        ("علي", "على عليه عليها وعلى"),
        ("آلي", "إلى"),
        ("أعلام", "إعلام الإعلام"),
        ("عام", "عالم العالم"),
        ("شركة", "شريك"),
        ("مدرس", "مدرسة"),
        ("اقتصاد", "اقتصادي اقتصادية الاقتصادي"),
    ] {
        assert_eq!(hits(&[term], text), [""; 0], "{term} in {text}");
    }
}

#[test]
fn fewest_affixes_win() {
    assert_eq!(hits(&["كتاب", "كتابة"], "كتابه"), ["كتاب: كتابه clitic"]);
    assert_eq!(hits(&["لبن", "لبنان"], "في لبنان"), ["لبنان: لبنان exact"]);
    assert_eq!(
        hits(&["حكومة"], "حكومته شؤونها وحكوماتهم"),
        ["حكومة: حكومته clitic", "حكومة: وحكوماتهم inflected"]
    );
}

#[test]
fn terms_of_several_words_bend_as_one() {
    let term = &["سياسة خارجية"][..];
    for text in ["السياسة الخارجية", "سياستها الخارجية", "وللسياسات الخارجية", "سياستين خارجيتين"]
    {
        assert_eq!(hits(term, text).len(), 1, "{text}");
    }
    let term = &["وزير خارجية"][..];
    for text in ["وزيرا الخارجية", "وزيري خارجية", "لوزراء الخارجية", "وزير خارجيتها"]
    {
        assert_eq!(hits(term, text).len(), 1, "{text}");
    }
    assert_eq!(hits(&["وزير خارجية"], "الوزير الخارجي"), [""; 0]);
    assert_eq!(hits(&["أمن عام"], "الأمن. العام أمن، عام"), [""; 0]);
    assert_eq!(hits(&["شروط وأحكام"], "الشروط والأحكام"), ["شروط وأحكام: الشروط والأحكام clitic"]);
    assert_eq!(hits(&["كوفيد-19"], "كوفيد 19 وكوفيد-١٩").len(), 2);
    assert_eq!(
        hits(&["بنك", "بنك مركزي"], "البنك المركزي"),
        ["بنك: البنك clitic nested", "بنك مركزي: البنك المركزي clitic"]
    );
    assert_eq!(hits(&["كلمة سر"], "كلمة السر"), ["كلمة سر: كلمة السر clitic"]);
}

#[test]
fn names_are_found_in_other_spellings() {
    let csv = "source,target,pos\nشي جين بينغ,Xi Jinping,proper\nغوتيريش,Guterres,proper\nمصر,Egypt,proper\n";
    let glossary = Glossary::parse(csv).unwrap();
    let ar = Matcher::new(&glossary, Side::Source, Lang::AR);
    let find = |text: &str| -> Vec<(u32, &str, String)> {
        let hits = ar.find(text);
        hits.iter().map(|h| (h.entry, h.class.as_str(), h.span.of(text).to_owned())).collect()
    };
    assert_eq!(find("الرئيس شي جين بنغ"), [(0, "name", "شي جين بنغ".to_owned())]);
    assert_eq!(find("ولشي جينبينغ"), [(0, "name", "ولشي جينبينغ".to_owned())]);
    assert_eq!(find("وقال جوتيريش"), [(1, "name", "جوتيريش".to_owned())]);
    assert_eq!(find("غوتيريس وغوتيريش").len(), 2);
    assert_eq!(find("مصير مسار أمصار"), []);
    let en = Matcher::new(&glossary, Side::Target, Lang::EN);
    assert_eq!(en.find("Mr Guterrez met Xi Jin-ping.").len(), 2);
}

#[test]
fn one_wrong_letter_is_found_on_request() {
    let glossary =
        Glossary::parse("source,target\nالتزام,obligation\nبرلمان,parliament\n").unwrap();
    let matcher = Matcher::new(&glossary, Side::Source, Lang::AR);
    assert!(matcher.find("البرلمن").is_empty());
    let hits = matcher.with_fuzzy().find("البرلممان التزام");
    assert_eq!(hits.iter().map(|h| h.class.as_str()).collect::<Vec<_>>(), ["fuzzy", "exact"]);
}

#[test]
fn plurals_of_common_nouns_are_known() {
    assert_eq!(
        hits(&["وزير"], "الوزراء ووزراؤها"),
        ["وزير: الوزراء variant", "وزير: ووزراؤها variant"]
    );
    assert_eq!(hits(&["دولة"], "بين الدول").len(), 1);
}

#[test]
fn plurals_with_a_pattern_are_found() {
    for (term, text) in [
        ("مطعم", "المطاعم"),
        ("مغسلة", "مغاسل"),
        ("صنبور", "صنابير"),
        ("قاموس", "بالقواميس"),
        ("عاصفة", "عواصفها"),
        ("قذيفة", "القذائف"),
        ("قناع", "أقنعة"),
        ("طيف", "أطيافا"),
        ("كفيل", "وكفلاؤهم"),
        ("شريك", "شركاء"),
        ("باب", "أبواب"),
    ] {
        assert_eq!(hits(&[term], text), [format!("{term}: {text} variant")], "{term} in {text}");
    }
}

#[test]
fn forms_that_no_ending_makes_are_known() {
    for (term, text) in [
        ("أعظم", "العظمى"),
        ("أحمر", "حمراء"),
        ("قاض", "القاضي"),
        ("محامي", "محام"),
        ("محامي", "المحامون"),
        ("ثان", "الثانية"),
        ("مباراة", "المباريات"),
        ("قناة", "قنواتنا"),
        ("كاميرا", "كاميرات"),
        ("سيناريو", "سيناريوهات"),
        ("لاجئون", "اللاجئين"),
        ("طرفان", "الطرفين"),
        ("امرأة", "المرأة"),
        ("صحي", "الصحية"),
        ("راكب", "الركاب"),
        ("واحد", "والواحد"),
        ("وهم", "أوهام"),
        ("صك", "الصكوك"),
        ("إله", "آلهتهم"),
    ] {
        assert_eq!(hits(&[term], text).len(), 1, "{term} in {text}");
    }
}

/// A short masculine word is no part of a feminine one, a verb or a verbal noun no plural, and ة is not ه.
#[test]
fn other_words_with_the_same_letters_hold_no_term() {
    for (term, text) in [
        ("دور", "دورة الدورات دورتين"),
        ("خبر", "خبرة وخبرات الإخبار إخبارها"),
        ("نظر", "نظرة"),
        ("طعن", "طعنات"),
        ("عين", "عينة لعينة"),
        ("خطر", "إخطار بالإخطار"),
        ("حدث", "إحداث لإحداث"),
        ("طعام", "أطعمها أطعمهم"),
        ("قائد", "قاده قادها"),
        ("زوجة", "زوجها لزوجها وزوجهم"),
        ("جمعة", "جمعها"),
        ("مقتل", "مقاتل المقاتل"),
        ("محفظ", "محافظ محافظة"),
        ("مجموع", "مجموعة المجموعات"),
        ("طريق", "طريقة"),
        ("درج", "درجة الدرجات"),
        ("دقيق", "الدقيقة"),
        ("مساعد", "مساعدة"),
        ("تحول", "تحاول وتحاول"),
        ("ربيع", "أربعة الأربعة"),
        ("خيار", "الأخيرة"),
        ("يومي", "يومين اليومين"),
        ("وحدة", "وحده وحدها"),
        ("كانون", "كان كانوا"),
        ("كان", "كانون"),
        ("ورد", "وردة"),
        ("بال", "بالين"),
        ("والي", "والى ولاية"),
        ("فتى", "فتوى"),
        ("لغز", "لغة"),
        ("بطن", "بطانية"),
        ("كند", "كندا كندي"),
        ("مصري", "مصر بمصر"),
        ("سوداني", "السودان"),
        ("تركي", "تركيا"),
        ("روسي", "روسيا"),
        ("فرس", "فرنسا فارس"),
        ("بيت", "بيتزا"),
        ("كتب", "كتاب مكتب كاتب"),
        ("عمل", "عملة عملاق"),
        ("سلام", "إسلام"),
        ("لام", "كلام سلام"),
        ("سفر", "سفارة سفير"),
        ("حكم", "حكومة حكيم"),
        ("طيب", "طبيب"),
        ("ثور", "ثورة"),
        ("جمل", "جملة جميل"),
        ("ملك", "ملكية مالك"),
    ] {
        assert_eq!(hits(&[term], text), [""; 0], "{term} in {text}");
    }
}
