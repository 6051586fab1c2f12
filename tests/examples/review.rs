//! Keeps the corrections of a reviewer: operations on a project file, which can be taken back and done again.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;

use mizan::aligner::Aligner;
use mizan::bitext::Side;
use mizan::format::{
    ALIGNMENT_WRITERS, Export, WriteOptions, read_project, read_project_at, read_sheet, write_sheet,
};
use mizan::lang::Lang;
use mizan::review::{Findings, Only, Op, Refusal, ReviewStatus};
use mizan::text::Document;

const SOURCE: &str = "هبت الريح. سقطت الأوراق. جاء الشتاء.";
const TARGET: &str = "The wind blew. The leaves fell. Winter came.";

fn main() -> Result<(), Box<dyn Error>> {
    let aligner = Aligner::new()?.explain(true);
    let alignment = aligner.align(&Document::of(Lang::AR, SOURCE), &Document::of(Lang::EN, TARGET));
    let writer = ALIGNMENT_WRITERS.iter().find(|w| w.format() == "mizan").ok_or("no writer")?;
    let export = Export {
        alignment: &alignment,
        memory: &alignment.memory(0.5),
        document: "seasons",
        created: "20260131T000000Z",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let mut file = Vec::new();
    writer.write(&export, &mut file)?;

    let mut project = read_project(&file)?.project;
    println!("{} in {:?}", project.head().document, project.langs());
    let bead = project.bead_at(0).ok_or("no beads")?;
    let (who, at) = ("Layla", "2026-01-31T10:00:00Z");
    let judge = Op::Status { bead, status: ReviewStatus::Reviewed };
    let applied = project.apply(judge, who, at, false)?;
    // What is acknowledged is in the file.
    file.extend(applied.entry.line().bytes());
    assert_eq!(project.status_of(bead)?, ReviewStatus::Reviewed);
    assert_eq!(project.side_of("t2")?, Side::Target);
    let refused = project.apply(Op::MergeBefore { bead }, who, at, false);
    assert!(matches!(refused, Err(Refusal::NoBefore)));

    // The beads around another one, aligned anew with what was judged so far.
    let other = project.bead_at(1).ok_or("one bead")?;
    let window = project.window(other, true).ok_or("no window")?;
    let mut session = None;
    for op in window.realign(&aligner, &mut session)? {
        project.apply(op, who, at, false)?;
    }
    project.apply(Op::Undo, who, at, false)?;
    println!(
        "can undo, redo: {:?}; read-only: {}",
        project.can_undo_redo(),
        project.is_read_only()
    );

    let findings = Findings::new();
    println!("{}", serde_json::to_string(&project.cards(0..1, &findings))?);
    println!("{}", serde_json::to_string(&project.queue(&findings))?);
    println!("{}", serde_json::to_string(&project.history(bead))?);
    println!("bulk acceptance above .9: {:?}", project.expect(0.9));
    println!("{} operations", project.log().len());

    // As a workbook for somebody without the program, and back.
    let mut workbook = Vec::new();
    write_sheet(&project, Only::All, 0.5, &mut workbook)?;
    let sheet = read_sheet(workbook)?;
    let base = read_project_at(&file, project.n())?.project;
    match project.import(&base, &sheet, [who, at], false) {
        Ok(report) => println!("{report:?}"),
        Err(refusal) => println!("{refusal}"),
    }

    // A copy in which something else was done.
    let mut copy = read_project(&file)?.project;
    let common = copy.parted_from(&project).ok_or("no copies of one project")?;
    let fork = read_project_at(&file, common as u64)?.project;
    println!("{:?}", copy.merge(&project, fork, common)?);
    let alignment = project.alignment();
    let memory = project.memory(&alignment, Only::Reviewed, 0.5);
    println!("{} reviewed units", memory.beads().len());
    Ok(())
}
