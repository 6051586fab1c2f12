//! Reviews that go out as workbooks, are edited there, and come back: through the program, with workbooks as another
//! program writes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;
use tempfile::TempDir;

use crate::texts;

/// A workbook that is edited: the rows of the review below the two first ones, and all of the hidden sheet.
struct Edited {
    head: Vec<Vec<String>>,
    rows: Vec<Vec<String>>,
    about: Vec<Vec<String>>,
    /// Merged cells: first and last row, from 0 among `rows`, and the columns.
    merged: Vec<(usize, usize, u16, u16)>,
}

const STATUS: usize = 0;
const SOURCE: usize = 1;
const TARGET: usize = 2;
const COMMENT: usize = 5;
const BEAD: usize = 6;

impl Edited {
    fn read(path: &Path) -> Edited {
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let mut rows = |name: &str| -> Vec<Vec<String>> {
            let range = book.worksheet_range(name).unwrap();
            range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
        };
        let (mut all, about) = (rows("review"), rows("mizan"));
        assert_eq!(all[1][..3], ["status", "source", "target"]);
        let rows = all.split_off(2);
        Edited { head: all, rows, about, merged: Vec::new() }
    }

    /// Writes it as other programs do: without the widths, lists and formats that it had, numbers as numbers, and of
    /// merged cells only the first text.
    fn write(&self, path: &Path) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("review").unwrap();
        for (at, row) in (0..).zip(self.head.iter().chain(&self.rows)) {
            for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) if column < BEAD as u16 => sheet.write_number(at, column, number),
                    _ => sheet.write_string(at, column, cell),
                }
                .unwrap();
            }
        }
        for &(from, to, first, last) in &self.merged {
            let text = self.rows[from][usize::from(first)].clone();
            let [from, to] = [from, to].map(|row| row as u32 + 2);
            sheet.merge_range(from, first, to, last, &text, &Format::new()).unwrap();
        }
        let about = book.add_worksheet();
        about.set_name("mizan").unwrap().set_hidden(true);
        for (at, row) in (0..).zip(&self.about) {
            for (column, cell) in (0..).zip(row) {
                about.write_string(at, column, cell).unwrap();
            }
        }
        book.save(path).unwrap();
    }
}

struct Job {
    _folder: TempDir,
    project: PathBuf,
    sheet: PathBuf,
}

fn mizan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mizan")).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

impl Job {
    fn of(pair: &str) -> Job {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (project, sheet) = (path("job.mizan"), path("sheet.xlsx"));
        let text = |name: &str| texts::path(&format!("pairs/{pair}/{name}"));
        let [source, target] = [text("source.ar.txt"), text("target.en.txt")];
        let run = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .arg("align")
            .args([&source, &target])
            .args(["--encoder", "none", "-o"])
            .arg(&project)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", said(&run));
        let job = Job { _folder: folder, project, sheet };
        job.export(&job.sheet);
        job
    }

    fn export(&self, to: &Path) {
        let [project, to] = [&self.project, to].map(|path| path.to_str().unwrap().to_owned());
        let run = mizan(&["review", "export", &project, "-o", &to]);
        assert!(run.status.success(), "{}", said(&run));
    }

    /// Imports the sheet: the exit code, what became of the rows, and what was said.
    fn import(&self, more: &[&str]) -> (i32, Value, String) {
        let [project, sheet] = [&self.project, &self.sheet].map(|path| path.to_str().unwrap());
        let mut args = vec!["review", "import", project, sheet, "--name", "Salma", "--json"];
        args.extend(more);
        let run = mizan(&args);
        let said = said(&run);
        let report = serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{said}"));
        (run.status.code().unwrap(), report, said)
    }

    fn units(&self) -> String {
        let to = self.project.with_file_name("units.tmx");
        self.export(&to);
        fs::read_to_string(to).unwrap()
    }
}

fn count(report: &Value, fate: &str) -> u64 {
    report["counts"][fate].as_u64().unwrap_or(0)
}

#[test]
fn a_workbook_comes_back() {
    let job = Job::of("fentanyl");
    let before = fs::read(&job.project).unwrap();
    // As it went out.
    let (code, report, _) = job.import(&[]);
    let mut edited = Edited::read(&job.sheet);
    let rows = edited.rows.len() as u64;
    assert_eq!((code, count(&report, "unchanged")), (0, rows));
    assert_eq!(fs::read(&job.project).unwrap(), before);
    // With changes.
    edited.rows[0][STATUS] = "ok".to_owned();
    edited.rows[1][STATUS] = "no".to_owned();
    edited.rows[2][COMMENT] = "Please check the name.".to_owned();
    edited.rows[3][TARGET] += " (as amended)";
    edited.rows.remove(5);
    edited.rows.reverse();
    edited.write(&job.sheet);
    let (code, report, words) = job.import(&["--dry-run"]);
    assert_eq!(code, 0, "{words}");
    assert_eq!(fs::read(&job.project).unwrap(), before);
    let (_, again, words) = job.import(&[]);
    assert_eq!(again["counts"], report["counts"]);
    let counts = ["unchanged", "status", "edited", "missing"].map(|fate| count(&report, fate));
    assert_eq!(counts, [rows - 5, 3, 1, 1], "{words}");
    assert!(words.contains(&format!("{rows} rows = ")), "{words}");
    let units = job.units();
    assert!(units.contains("(as amended)") && units.contains("Please check the name."), "{units}");
    let after = fs::read(&job.project).unwrap();
    let (code, _, words) = job.import(&[]);
    assert_eq!((code, fs::read(&job.project).unwrap()), (0, after), "{words}");
    assert!(words.contains("; 0 operations"), "{words}");
    let project = job.project.to_str().unwrap();
    assert!(mizan(&["review", "undo", project]).status.success());
    assert!(!job.units().contains("(as amended)"));
}

#[test]
fn conflicts_are_findings() {
    let job = Job::of("fentanyl");
    let mut edited = Edited::read(&job.sheet);
    edited.rows[0][TARGET] = "???".to_owned();
    edited.write(&job.sheet);
    let [project, sheet] = [&job.project, &job.sheet].map(|path| path.to_str().unwrap());
    let run = mizan(&["review", "import", project, sheet]);
    assert_eq!(run.status.code(), Some(1));
    let printed = String::from_utf8(run.stdout).unwrap();
    assert!(
        printed.starts_with("row 3\tbead 0\tits target text is another one, '???'"),
        "{printed}"
    );
    // Another project, and another file.
    let other = Job::of("faq");
    let run = mizan(&["review", "import", other.project.to_str().unwrap(), sheet]);
    assert_eq!(run.status.code(), Some(3));
    assert!(said(&run).contains("the sheet was made from another project"), "{}", said(&run));
    let run = mizan(&["review", "import", project, project]);
    assert_eq!(run.status.code(), Some(3));
    assert!(said(&run).contains("not an XLSX workbook"), "{}", said(&run));
}

/// Two hundred edits at random, by a person who edits, deletes, inserts, merges cells, moves text and sorts.
#[test]
fn many_edits_come_back() {
    let job = Job::of("faq");
    let mut edited = Edited::read(&job.sheet);
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    let rows = edited.rows.len() as u64;
    let mut merged = Vec::new();
    for step in 0..200 {
        let count = edited.rows.len();
        let at = next(count - 1);
        let side = [SOURCE, TARGET][next(2)];
        match next(20) {
            0 => drop(edited.rows.remove(at)),
            1 => {
                let mut row = vec![String::new(); 9];
                row[SOURCE] = format!("سطر جديد {step}");
                row[TARGET] = format!("New line {step}");
                edited.rows.insert(at, row);
            }
            2 => {
                let text = std::mem::take(&mut edited.rows[at][side]);
                let end = text.find(". ").map_or(text.len(), |end| end + 1);
                let below = &mut edited.rows[at + 1][side];
                *below = format!("{} {below}", &text[end..]).trim().to_owned();
                edited.rows[at][side] = text[..end].to_owned();
            }
            3 => edited.rows.swap(at, at + 1),
            4 if !merged
                .iter()
                .any(|id| [&edited.rows[at][BEAD], &edited.rows[at + 1][BEAD]].contains(&id)) =>
            {
                merged.extend([edited.rows[at][BEAD].clone(), edited.rows[at + 1][BEAD].clone()]);
            }
            5..9 => edited.rows[at][STATUS] = ["ok", "no"][next(2)].to_owned(),
            9..12 => edited.rows[at][COMMENT] = format!("Remark {step}"),
            _ => edited.rows[at][side] = edited.rows[at][side].replacen(' ', " , ", 1),
        }
    }
    // Cells are merged last: programs do not sort rows with such cells.
    for pair in merged.chunks(2) {
        let place =
            |id: &String| edited.rows.iter().position(|row| row[BEAD] == *id && !id.is_empty());
        let (Some(one), Some(other)) = (place(&pair[0]), place(&pair[1])) else { continue };
        if other == one + 1 {
            edited.merged.push((one, other, SOURCE as u16, SOURCE as u16));
        }
    }
    let new = edited.rows.iter().filter(|row| row[BEAD].is_empty()).count() as u64;
    edited.write(&job.sheet);
    through_an_office_program(&job.sheet);
    let before = job.units();
    let (code, report, words) = job.import(&[]);
    assert_eq!(code, i32::from(count(&report, "conflict") > 0), "{words}");
    let counts = report["counts"].as_object().unwrap().values().map(|n| n.as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), rows + new, "{words}");
    for fate in ["unchanged", "status", "edited", "borders", "added", "missing"] {
        assert!(count(&report, fate) > 0, "{fate}: {words}");
    }
    let after = fs::read(&job.project).unwrap();
    let (_, again, words) = job.import(&[]);
    assert_eq!(again["counts"], report["counts"], "{words}");
    assert_eq!(fs::read(&job.project).unwrap(), after, "{words}");
    // The file is read again, and one step takes all back.
    let units = job.units();
    assert_ne!(units, before);
    assert!(mizan(&["review", "undo", job.project.to_str().unwrap()]).status.success());
    assert_eq!(job.units(), before);
}

/// Opens and saves a workbook with `LibreOffice`, where it is installed.
fn through_an_office_program(path: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("home").display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(folder.path())
        .arg(path)
        .output();
    let written = folder.path().join(path.file_name().unwrap());
    match run {
        Ok(run) if run.status.success() && written.exists() => {
            fs::copy(written, path).unwrap();
        }
        _ => eprintln!("LibreOffice is not installed: the workbook is imported as it was written"),
    }
}

#[test]
fn a_workbook_is_a_memory_without_its_project() {
    let job = Job::of("fentanyl");
    let mut edited = Edited::read(&job.sheet);
    let has_both = |row: &&Vec<String>| !row[SOURCE].is_empty() && !row[TARGET].is_empty();
    let units = edited.rows.iter().filter(has_both).count();
    let rejected = edited.rows.iter().position(|row| has_both(&row)).unwrap();
    let text = edited.rows[rejected][TARGET].clone();
    edited.rows[rejected][STATUS] = "no".to_owned();
    edited.write(&job.sheet);
    let to = job.sheet.with_extension("tmx");
    let run =
        mizan(&["memory", "convert", job.sheet.to_str().unwrap(), "-o", to.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(said(&run).contains("marked 'no', and left out"), "{}", said(&run));
    let memory = fs::read_to_string(to).unwrap();
    assert_eq!(memory.matches("<tu ").count() + memory.matches("<tu>").count(), units - 1);
    assert!(!memory.contains(&text), "{text}");
    assert!(!memory.contains("x-hash") && !memory.contains("x-bead"));
}
