//! What bytes of any kind are given to, by libFuzzer (`.ci/fuzz`) and by `cargo test`: a target panics where something
//! is wrong, and returns where the bytes were read or refused.

mod made;
mod readers;
pub(crate) mod reviewed;
mod texts;
mod trips;

/// Something to run over bytes.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    /// What is tested.
    pub(crate) family: &'static str,
    /// The format or variety it is tested with.
    pub(crate) form: &'static str,
    run: fn(&str, &[u8]),
}

impl Target {
    /// The name it goes by, which is that of its folder in `corpus`.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.family, self.form)
    }

    pub(crate) fn run(&self, data: &[u8]) {
        (self.run)(self.form, data);
    }
}

/// Families of targets, each with its forms.
type Family = (&'static str, &'static [&'static str], fn(&str, &[u8]));

static FAMILIES: &[Family] = &[
    ("document", readers::DOCUMENTS, readers::document),
    ("parts", made::PACKED, made::parts),
    ("zip", &["docx", "tmx", "xlsx"], made::container),
    ("pdf", &["parts"], made::pdf),
    ("memory", readers::MEMORIES, readers::memory),
    ("termbase", readers::TERMBASES, readers::termbase),
    (
        "file",
        &["beads", "encoder", "glossary", "ladder", "project", "srx", "weights"],
        readers::file,
    ),
    ("trip", &["tmx", "xlf", "xliff1", "xlsx", "csv", "excel", "jsonl", "html"], trips::trip),
    ("segment", &["ar", "en", "srx"], texts::segment),
    ("units", &["check", "fix", "lookup"], texts::units),
    ("align", &["plain", "encoder"], texts::align),
    ("session", &["plain"], texts::session),
    ("review", &["operations"], texts::review),
];

/// All targets, in order.
pub(crate) fn all() -> impl Iterator<Item = Target> {
    FAMILIES.iter().flat_map(|&(family, forms, run)| {
        forms.iter().map(move |&form| Target { family, form, run })
    })
}

/// The text in some bytes, whatever they are.
fn text_of(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}
