//! The help of every command: it ends with examples, and these work as they are written.

use std::fs;
use std::process::Command;

use crate::texts;

fn mizan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    command.env("COLUMNS", "100");
    command
}

fn help(words: &[String]) -> String {
    let output = mizan().args(words).arg("--help").output().unwrap();
    assert!(output.status.success(), "{words:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The lines between a heading and the next empty line.
fn section<'h>(help: &'h str, heading: &str) -> Vec<&'h str> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    lines.take_while(|line| !line.is_empty()).collect()
}

/// Every command and the help of it. A command is the words after `mizan`.
fn commands() -> Vec<(Vec<String>, String)> {
    let mut all = vec![(Vec::new(), help(&[]))];
    let mut at = 0;
    while at < all.len() {
        let (words, help_of_all) = &all[at];
        let names = section(help_of_all, "Commands:").into_iter().filter_map(|line| {
            let name = line.strip_prefix("  ")?.split(' ').next()?;
            (!name.is_empty() && name != "help").then(|| name.to_owned())
        });
        let below: Vec<Vec<String>> =
            names.map(|name| words.iter().cloned().chain([name]).collect()).collect();
        all.extend(below.into_iter().map(|words| (words.clone(), help(&words))));
        at += 1;
    }
    all
}

/// The commands under `Examples:`, each as the words after `mizan`.
fn examples(help: &str) -> Vec<Vec<String>> {
    let joined = section(help, "Examples:").join("\n").replace("\\\n", " ");
    let words = |line: &str| {
        // What stands between quotation marks is one word.
        let parts = line.split('"').enumerate().flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        });
        parts.skip(1).collect()
    };
    joined.lines().filter(|line| line.starts_with("  mizan ")).map(words).collect()
}

#[test]
fn every_help_groups_its_options_and_ends_with_examples() {
    let commands = commands();
    assert!(commands.len() > 25, "only {} commands", commands.len());
    for (words, help) in &commands {
        let name = words.join(" ");
        assert!(!examples(help).is_empty(), "{name} has no examples");
        let after = help.split("\nExamples:\n").nth(1).unwrap_or_default();
        assert!(!after.contains("Print help"), "{name}: options come after the examples");
        let is_group = help.contains("\nCommands:\n");
        assert!(is_group || help.contains("\nExit codes: "), "{name} lists no exit codes");
        let loose: Vec<&str> = section(help, "Options:")
            .into_iter()
            .filter(|line| line.trim_start().starts_with('-'))
            // What every command has.
            .filter(|line| !["--help", "--version", "--quiet"].iter().any(|of| line.contains(of)))
            .collect();
        assert!(loose.is_empty(), "{name}: options under no heading: {loose:?}");
    }
}

#[test]
fn examples_work_as_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["pairs/faq", "glossary"] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
        for file in texts::entries(name) {
            fs::copy(&file, folder.path().join(name).join(file.file_name().unwrap())).unwrap();
        }
    }
    let pair = r#"{"id": 1, "source": "وصل القطار.", "target": "The train arrived."}"#;
    fs::write(folder.path().join("pairs.jsonl"), pair).unwrap();
    let page = r#"{"id": 1, "lang": "ar", "text": "وصل القطار."}"#;
    fs::write(folder.path().join("pages.jsonl"), page).unwrap();
    let mut done: Vec<Vec<String>> = Vec::new();
    for (words, help) in commands() {
        // Training takes minutes, and a page is served until the program is ended.
        if words == ["train"] || words == ["review"] {
            continue;
        }
        for example in examples(&help) {
            if done.contains(&example) {
                continue;
            }
            let output = mizan().current_dir(folder.path()).args(&example).output().unwrap();
            let code = output.status.code();
            let message = String::from_utf8_lossy(&output.stderr);
            // Folders have files without a partner.
            let is_fine = matches!(code, Some(0 | 1))
                || code == Some(4) && example.contains(&"--pairs".to_owned());
            assert!(is_fine, "mizan {}: {message}", example.join(" "));
            done.push(example);
        }
    }
    assert!(done.len() > 30, "only {} examples", done.len());
}

#[test]
fn packages_get_completions_and_a_page_for_each_command() {
    for (shell, word) in
        [("bash", "complete -F _mizan"), ("zsh", "#compdef mizan"), ("fish", "complete -c mizan")]
    {
        let output = mizan().args(["completions", shell]).output().expect("it runs");
        let script = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success() && script.contains(word), "{shell}: {script}");
        assert!(script.contains("--min-confidence"), "{shell}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let output = mizan().arg("man").arg(folder.path()).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (words, _) in commands() {
        let name = ["mizan".to_owned()].into_iter().chain(words).collect::<Vec<_>>().join("-");
        let page = folder.path().join(format!("{name}.1"));
        let page = fs::read_to_string(&page).unwrap_or_else(|_| panic!("{name} has no page"));
        let is_group = page.contains("SUBCOMMANDS");
        assert!(page.contains(".TH ") && (is_group || page.contains("Exit codes")), "{name}");
        let examples = page.split_once("\nExamples:\n").map(|(_, rest)| rest);
        let keeps_lines = |rest: &str| rest.starts_with(".nf\n") && rest.contains("\n.fi\n");
        assert!(examples.map_or(is_group, keeps_lines), "{name}: lines of examples are filled");
    }
    assert!(!folder.path().join("mizan-completions.1").exists());
}
