//! Resources of .NET.

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::entries::Entries;
use crate::format::input::Input;
use crate::format::name::has_extension;
use crate::format::xml::{Event, Xml};
use crate::lang::Lang;
use crate::text::Document;

const FORMAT: &str = "resx";

/// `.resx` and `.resw`.
pub(super) struct Resx;

/// An entry that is being read.
#[derive(Default)]
struct Data {
    name: String,
    /// Whether it is no text: a picture, or what a designer of forms notes.
    is_other: bool,
    value: String,
    comment: String,
}

impl DocumentReader for Resx {
    fn extensions(&self) -> &'static [&'static str] {
        &["resx", "resw"]
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        self.extensions().iter().any(|e| has_extension(name, e))
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let mut xml = Xml::new(Input::new(Box::new(bytes), lang)?, FORMAT);
        let mut entries = Entries::new(lang, Vec::new());
        let (mut buffer, mut inside) = (String::new(), String::new());
        let mut data: Option<Data> = None;
        loop {
            let event = xml.next(&mut buffer)?;
            match &event {
                Event::Start(start) if start.name() == "data" => {
                    xml.begin_unit();
                    let mut new = Data::default();
                    for (name, value) in xml.attributes(start) {
                        match name {
                            "name" => new.name = value,
                            "type" | "mimetype" => new.is_other = true,
                            _ => {}
                        }
                    }
                    new.is_other |= new.name.starts_with(">>");
                    data = Some(new);
                    inside.clear();
                }
                Event::Start(start) => start.name().clone_into(&mut inside),
                Event::End("data") => {
                    if let Some(Data { name, is_other, value, comment }) = data.take() {
                        entries.left_out.add("comments", &comment);
                        match is_other {
                            true => entries.left_out.add("values that are no text", &value),
                            false => entries.add(&name, &value)?,
                        }
                    }
                }
                Event::End(_) => inside.clear(),
                Event::Eof => break,
                other => {
                    if let Some(data) = &mut data {
                        match inside.as_str() {
                            "value" => xml.push(other, &mut data.value),
                            "comment" => xml.push(other, &mut data.comment),
                            _ => {}
                        }
                    }
                }
            }
        }
        entries.tell(xml.take_repairs());
        entries.finish(FORMAT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_are_entries() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<root><xsd:schema><xsd:element name=\"data\"/></xsd:schema>\
            <resheader name=\"version\"><value>2.0</value></resheader>\
            <data name=\"Open\" xml:space=\"preserve\"><value>افتح {0} &amp; &lt;b&gt;\nثم أغلق</value><comment>menu</comment></data>\
            <data name=\"Icon\" type=\"System.Drawing.Bitmap\"><value>iVBOR</value></data>\
            <data name=\"&gt;&gt;label1.Name\"><value>label1</value></data>\
            <data name=\"$this.Text\"><value><![CDATA[سفن & بحار]]></value></data></root>";
        let document = Document::read("a.resx", text.as_bytes(), Lang::AR).unwrap();
        let left: Vec<String> = document.left_out.iter().map(ToString::to_string).collect();
        assert_eq!(left, ["comments (1)", "values that are no text (2)"]);
        let entry = |block: crate::text::Block| format!("{}={}", block.key.unwrap(), block.text);
        let entries: Vec<String> = document.blocks.into_iter().map(entry).collect();
        assert_eq!(entries, ["Open=افتح {0} & <b>", "Open=ثم أغلق", "$this.Text=سفن & بحار"]);
    }
}
