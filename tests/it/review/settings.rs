//! What a project keeps of the alignment it is made of: what is exported is what `align` writes with the same settings.

use std::fs;
use std::process::Command;

use crate::texts;

fn mizan(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_mizan")).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    said
}

#[test]
fn an_untouched_project_exports_what_align_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // Weights that are not those of the program.
    for name in ["plain", "first", "second", "clause", "third"] {
        let file = format!("{name}.weights");
        let text = texts::read(&format!("src/align/evidence/{file}"));
        fs::write(path(&file), text.replacen("shape.1-2", "# shape.1-2", 1)).unwrap();
    }
    let text = |name: &str| texts::path(&format!("pairs/faq/{name}")).to_str().unwrap().to_owned();
    let (source, target) = (text("source.ar.txt"), text("target.en.txt"));
    let weights = path("");
    let settings = [
        &*source,
        &target,
        "--encoder",
        "none",
        "--weights",
        &weights,
        "--prop",
        "x-client=Nile",
        "--creation-id",
        "Amal",
        "--date",
        "2026-01-31",
        "--min-confidence",
        "0.5",
    ];
    let (project, own) = (path("job.mizan"), path("own.tmx"));
    let outputs = ["-o", &project, "-o", &own];
    mizan(&[&["align"], &settings[..], &outputs[..]].concat());
    let exported = path("exported.tmx");
    mizan(&["review", "export", &project, "-o", &exported]);
    let memory = fs::read_to_string(&own).unwrap();
    assert!(memory.contains("Nile") && memory.contains("creationid=\"Amal\""), "{memory}");
    assert_eq!(fs::read_to_string(&exported).unwrap(), memory);
    let file = fs::read(&project).unwrap();
    let opened = mizan::format::read_project(&file).unwrap().project;
    let kept = opened.head().weights.as_ref().unwrap();
    assert!(!kept.named()[0].1.to_text().contains("shape.1-2 "));
    // Exported as a project, it keeps them as well.
    let again = path("again.mizan");
    mizan(&["review", "export", &project, "-o", &again]);
    let again = mizan::format::read_project(&fs::read(again).unwrap()).unwrap().project;
    assert_eq!(again.head().weights, opened.head().weights);
    assert_eq!(again.head().props, [("x-client".to_owned(), "Nile".to_owned())]);
}
