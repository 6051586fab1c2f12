//! Which documents of folders or of a list are aligned with which.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use mizan::bitext::Side;
use mizan::error::Result as LibResult;
use mizan::format;
use mizan::lang::Lang;

use crate::files;
use crate::message::plural;
use crate::outcome::Failure;
use crate::pairing::{self, Listed, Rule};

/// A document and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) source: PathBuf,
    pub(super) target: PathBuf,
    /// The name of the document in memories.
    pub(super) document: String,
    pub(super) rule: Rule,
}

/// A file that is in no pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alone {
    pub(super) path: PathBuf,
    /// The name of the document, if it is a source.
    pub(super) document: String,
    /// The side its name tells.
    pub(super) side: Option<Side>,
    /// What its content tells.
    pub(super) remark: Option<String>,
}

/// Two documents without a partner that translate each other, by their indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Likely {
    pub(super) source: usize,
    pub(super) target: usize,
}

/// What folders or a list hold. Every file is in one of the lists.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// In the order of the list, or of the paths.
    pub(super) jobs: Vec<Job>,
    ambiguous: Vec<Vec<PathBuf>>,
    pub(super) alone: Vec<Alone>,
    /// Files of a kind that is not read.
    unknown: Vec<PathBuf>,
    /// Folders that could not be read, and why.
    closed: Vec<String>,
    /// Documents without a partner that have the same content, by their indices in `alone`.
    pub(super) likely: Vec<Likely>,
    /// How many files and folders were passed over because they are hidden, or folders that are links.
    hidden: u64,
}

impl Listing {
    /// Reads a list, or pairs the files of one or two folders by their names. The files to skip are those that the run
    /// itself reads or writes.
    pub(super) fn read(
        paths: &[PathBuf],
        skip: &[PathBuf],
        langs: [Lang; 2],
    ) -> Result<Listing, Failure> {
        match paths {
            [list] if !list.is_dir() => {
                Ok(Listing { jobs: read_list(list)?, ..Listing::default() })
            }
            [folder] => Listing::of_folders(&[(folder, None)], skip, langs),
            [source, target] => {
                if files::identity(source) == files::identity(target) {
                    return Err(Failure::usage(format!(
                        "{}: given twice; give --pairs one folder with both languages, or one for each",
                        source.display()
                    )));
                }
                let folders = [(source, Some(Side::Source)), (target, Some(Side::Target))];
                Listing::of_folders(&folders, skip, langs)
            }
            _ => Ok(Listing::default()),
        }
    }

    fn of_folders(
        folders: &[(&PathBuf, Option<Side>)],
        skip: &[PathBuf],
        langs: [Lang; 2],
    ) -> Result<Listing, Failure> {
        let mut listing = Listing::default();
        let mut found: Vec<(Listed, PathBuf)> = Vec::new();
        let all: Vec<PathBuf> = folders.iter().map(|(folder, _)| files::identity(folder)).collect();
        for (at, (folder, side)) in folders.iter().enumerate() {
            if !folder.is_dir() {
                let what = if folder.exists() { "is no folder" } else { "no such folder" };
                return Err(Failure::input(format!("{}: {what}", folder.display())));
            }
            // A folder inside the other belongs to its own side only.
            let others = all.iter().enumerate().filter(|(other, _)| *other != at);
            let skip: Vec<PathBuf> =
                skip.iter().chain(others.map(|(_, path)| path)).cloned().collect();
            let mut walk = Walk { root: folder, skip: &skip, paths: Vec::new(), listing };
            walk.folder(folder);
            let Walk { paths, listing: walked, .. } = walk;
            listing = walked;
            for (relative, path) in paths {
                if is_document(&relative, langs) {
                    found.push((Listed { path: relative, side: *side }, path));
                } else {
                    listing.unknown.push(path);
                }
            }
        }
        let names: Vec<Listed> = found.iter().map(|(listed, _)| listed.clone()).collect();
        let paired = pairing::pair(&names, langs);
        let path = |at: usize| found[at].1.clone();
        listing.jobs = (paired.pairs.iter())
            .map(|&([source, target], rule)| Job {
                source: path(source),
                target: path(target),
                document: names[source].path.clone(),
                rule,
            })
            .collect();
        let group = |group: &Vec<usize>| group.iter().map(|&at| path(at)).collect();
        listing.ambiguous = paired.ambiguous.iter().map(group).collect();
        let alone = |&(at, side): &(usize, Option<Side>)| Alone {
            path: path(at),
            document: names[at].path.clone(),
            side,
            remark: None,
        };
        listing.alone = paired.alone.iter().map(alone).collect();
        Ok(listing)
    }

    /// Makes pairs of the documents that have the same content.
    pub(super) fn pair_by_content(&mut self) {
        let likely = std::mem::take(&mut self.likely);
        for Likely { source, target } in &likely {
            self.jobs.push(Job {
                source: self.alone[*source].path.clone(),
                target: self.alone[*target].path.clone(),
                document: self.alone[*source].document.clone(),
                rule: Rule::Content,
            });
        }
        self.jobs.sort_by(|a, b| a.document.cmp(&b.document));
        let mut at = 0..;
        self.alone.retain(|_| {
            let at = at.next();
            !likely.iter().any(|pair| Some(pair.source) == at || Some(pair.target) == at)
        });
    }

    /// Whether some file was left that is in no pair.
    pub(super) fn has_left(&self) -> bool {
        !(self.ambiguous.is_empty()
            && self.alone.is_empty()
            && self.unknown.is_empty()
            && self.closed.is_empty())
    }

    /// Writes the pairs as a list that can be read again; all else is remarks.
    pub(super) fn write_list(&self, out: &mut dyn Write) -> LibResult<()> {
        writeln!(out, "source\ttarget\tdocument")?;
        for (rule, jobs) in self.by_rule() {
            writeln!(out, "# {}: {}", rule.as_str(), plural(jobs.len() as u64, "pair"))?;
            for Job { source, target, document, .. } in jobs {
                writeln!(out, "{}\t{}\t{document}", source.display(), target.display())?;
            }
        }
        self.remarks().iter().try_for_each(|remark| writeln!(out, "# {remark}"))?;
        writeln!(out, "# {}", self.counts())?;
        Ok(())
    }

    fn by_rule(&self) -> BTreeMap<Rule, Vec<&Job>> {
        let mut rules: BTreeMap<Rule, Vec<&Job>> = BTreeMap::new();
        for job in &self.jobs {
            rules.entry(job.rule).or_default().push(job);
        }
        rules
    }

    /// How many pairs there are by each rule, in lines.
    pub(super) fn rules(&self) -> Vec<String> {
        let count = |jobs: Vec<&Job>| plural(jobs.len() as u64, "pair");
        let line = |(rule, jobs): (Rule, Vec<&Job>)| format!("{}: {}", rule.as_str(), count(jobs));
        self.by_rule().into_iter().map(line).collect()
    }

    /// What is in no pair, in lines.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let shown = |path: &PathBuf| path.display().to_string();
        for group in &self.ambiguous {
            let members: Vec<String> = group.iter().map(shown).collect();
            lines.push(format!("ambiguous, not paired: {}", members.join(" | ")));
        }
        for Alone { path, remark, .. } in &self.alone {
            let remark = remark.as_ref().filter(|remark| !remark.is_empty());
            let remark = remark.map(|remark| format!(" ({remark})")).unwrap_or_default();
            lines.push(format!("without a partner: {}{remark}", path.display()));
        }
        for Likely { source, target } in &self.likely {
            let [source, target] = [source, target].map(|&at| self.alone[at].path.display());
            lines.push(format!(
                "the same content, not paired: {source} + {target}; --by-content pairs them"
            ));
        }
        lines.extend(self.unknown.iter().map(|path| format!("of unknown kind: {}", shown(path))));
        lines.extend(self.closed.iter().map(|what| format!("not read: {what}")));
        if self.hidden > 0 {
            let count = plural(self.hidden, "hidden or linked entry");
            lines.push(format!("not looked at: {count}"));
        }
        lines
    }

    /// The number of files, as a sum.
    pub(super) fn counts(&self) -> String {
        let pairs = self.jobs.len();
        if self.jobs.iter().any(|job| job.rule == Rule::List) {
            return format!("{} listed", plural(pairs as u64, "pair"));
        }
        let ambiguous: usize = self.ambiguous.iter().map(Vec::len).sum();
        let (alone, unknown) = (self.alone.len(), self.unknown.len());
        let all = 2 * pairs + ambiguous + alone + unknown;
        let pairs = plural(pairs as u64, "pair");
        format!(
            "{} = {} in {pairs} + {ambiguous} ambiguous + {alone} without a partner + {unknown} of unknown kind",
            plural(all as u64, "file"),
            2 * self.jobs.len()
        )
    }
}

/// Whether a file is a document of a kind that is read: by its extension, or a text that has its language for one.
fn is_document(relative: &str, langs: [Lang; 2]) -> bool {
    let base = relative.rsplit_once('/').map_or(relative, |(_, base)| base);
    let is_language = |end: &str| langs.iter().any(|lang| format::names_language(end, *lang));
    format::is_document(base)
        || base.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && is_language(end))
}

/// The files below a folder.
struct Walk<'a> {
    root: &'a Path,
    skip: &'a [PathBuf],
    /// Paths in the folder, with `/` between their parts, and as they are opened.
    paths: Vec<(String, PathBuf)>,
    listing: Listing,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path) {
        let entries =
            fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                let what = files::explain(&error);
                self.listing.closed.push(format!("{}: {what}", folder.display()));
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if self.skip.contains(&files::identity(&path)) {
                continue;
            }
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            // Office programs leave `~$` files beside open documents.
            if name.starts_with('.') || name.starts_with("~$") || is_link && path.is_dir() {
                self.listing.hidden += 1;
            } else if path.is_dir() {
                self.folder(&path);
            } else if name.contains(['\t', '\n', '\r']) {
                // No list could hold it.
                self.listing
                    .closed
                    .push(format!("{}: a tab or line end in the name", path.display()));
            } else {
                let relative = path.strip_prefix(self.root).unwrap_or(&path);
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                self.paths.push((parts.join("/"), path));
            }
        }
    }
}

/// Reads a list of pairs. Its paths are relative to the folder that it is in.
fn read_list(list: &Path) -> Result<Vec<Job>, Failure> {
    let text = files::read_utf8(list)?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let problem = |line: usize, what: &str| {
        Failure::input(format!("{}: line {line}: {what}", list.display()))
    };
    let (mut jobs, mut names): (Vec<Job>, BTreeMap<String, usize>) = Default::default();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        if jobs.is_empty() && cells.len() > 1 && cells[..2] == ["source", "target"] {
            continue;
        }
        let ([source, target] | [source, target, _]) = cells[..] else {
            let count = plural(cells.len() as u64, "column");
            return Err(problem(
                number,
                &format!(
                    "has {count}; give the source, a tab, its translation, and a name if you like"
                ),
            ));
        };
        if source.is_empty() || target.is_empty() {
            return Err(problem(number, "a path is missing"));
        }
        let name = cells.get(2).filter(|name| !name.is_empty()).unwrap_or(&source);
        if let Some(first) = names.insert((*name).to_owned(), number) {
            return Err(problem(
                number,
                &format!(
                    "the document {name} is in line {first} already; name it in a third column"
                ),
            ));
        }
        jobs.push(Job {
            source: folder.join(source),
            target: folder.join(target),
            document: (*name).to_owned(),
            rule: Rule::List,
        });
    }
    if jobs.is_empty() {
        return Err(Failure::input(format!("{}: lists no pair", list.display())));
    }
    Ok(jobs)
}
