//! Cuts text by abbreviations and SRX rules of one's own, and writes the built-in rules as SRX for other tools.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::error::Result;
use mizan::lang::{Direction, Lang};
use mizan::segment::{Newlines, RULES, Segmenter, Srx, SrxMode, export_srx};

/// Also cuts after a semicolon.
const SRX: &str = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="yes"/>
<body><languagerules><languagerule languagerulename="More"><rule break="yes"><beforebreak>؛</beforebreak>
<afterbreak>\s</afterbreak></rule></languagerule></languagerules><maprules>
<languagemap languagepattern="ar.*" languagerulename="More"/></maprules></body></srx>"#;

fn main() -> Result<()> {
    assert_eq!((Lang::AR.language(), Lang::AR.direction()), ("ar", Direction::Rtl));
    let srx = Srx::read(SRX)?;
    let segmenter = Segmenter::new(Lang::AR, Newlines::Auto)
        .with_abbreviations("[title]\nأ.م.د.\n")?
        .with_srx(&srx, SrxMode::Overlay)?;
    let text = "حضر أ.م.د. سالم؛ ثم خرج. عاد مساء.";
    let sentences: Vec<&str> = segmenter.spans(text).map(|span| span.of(text)).collect();
    assert_eq!(sentences, ["حضر أ.م.د. سالم؛", "ثم خرج.", "عاد مساء."]);
    println!("{RULES} as SRX: {} bytes", export_srx().len());
    Ok(())
}
