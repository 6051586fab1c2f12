//! Language tags as memories of other tools write them.

use crate::format::repairs::Repairs;
use crate::format::xml::shown;
use crate::lang::Lang;

/// Three-letter codes and names, and the two-letter code BCP 47 wants.
const SHORT: &[(&str, &str)] = &[
    ("ara", "ar"),
    ("arabic", "ar"),
    ("eng", "en"),
    ("english", "en"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("french", "fr"),
    ("deu", "de"),
    ("ger", "de"),
    ("german", "de"),
    ("spa", "es"),
    ("spanish", "es"),
    ("ita", "it"),
    ("por", "pt"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("rus", "ru"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("tur", "tr"),
    ("fas", "fa"),
    ("per", "fa"),
    ("urd", "ur"),
    ("heb", "he"),
    ("iw", "he"),
    ("kur", "ku"),
    ("pus", "ps"),
    ("ind", "id"),
    ("in", "id"),
];

/// The language of a tag, or `None` if it names no language. Differences from BCP 47 are added to the repairs:
/// underscores, three-letter codes, and parts that a [`Lang`] does not hold, which are dropped. Letter case is ignored.
pub(super) fn lang(tag: &str, line: u64, repairs: &mut Repairs) -> Option<Lang> {
    if let Ok(lang) = tag.parse::<Lang>()
        && !tag.contains('_')
        && tag.split('-').next().is_some_and(|code| code.eq_ignore_ascii_case(lang.language()))
        && !SHORT.iter().any(|(long, _)| lang.language() == *long)
    {
        return Some(lang);
    }
    let parts: Vec<&str> = tag.trim().split(['-', '_', '.', '@', ' ']).collect();
    let first = parts[0].to_ascii_lowercase();
    let language =
        SHORT.iter().find(|(long, _)| first == *long).map_or(&*first, |(_, short)| short);
    // As many of the parts as make a tag.
    let found = (1..=parts.len().min(8)).rev().find_map(|count| {
        let rest = parts[1..count].iter().copied();
        let joined: Vec<&str> = std::iter::once(language).chain(rest).collect();
        let lang = joined.join("-").parse::<Lang>().ok()?;
        // What stands behind an underscore is a name as often as a variant.
        Some(if tag.contains(['_', ' ']) { lang.without_variant() } else { lang })
    });
    match found {
        Some(lang) => {
            repairs.add("lang-code", line, format!("language '{}' read as {lang}", shown(tag)));
        }
        None => repairs.add("lang-code", line, format!("'{}' is no language tag", shown(tag))),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_other_tools_are_understood() {
        for (tag, canonical, mended) in [
            ("AR-LB", "ar-LB", false),
            ("ar_SA", "ar-SA", true),
            ("EN", "en", false),
            ("eng-US", "en-US", true),
            ("hbs_cyrillic", "hbs", true),
            ("en-GB-oxendict", "en-GB-oxendict", false),
            ("en_US.UTF-8", "en-US", true),
            ("Arabic (Saudi Arabia)", "ar", true),
            ("es-419", "es-419", false),
        ] {
            let mut repairs = Repairs::default();
            assert_eq!(lang(tag, 1, &mut repairs).unwrap().to_string(), canonical, "{tag}");
            assert_eq!(!repairs.take().is_empty(), mended, "{tag}");
        }
        assert_eq!(lang("x", 1, &mut Repairs::default()), None);
    }
}
