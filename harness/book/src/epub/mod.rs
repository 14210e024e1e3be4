//! The book of one language as an EPUB 3 file, for e-readers.
//!
//! mdBook loads the pages and resolves their includes; [`chapter`] turns each into XHTML, and this
//! module packs them.

pub mod chapter;
mod exchange;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use askama::Template;
use jiff::Timestamp;
use mdbook_driver::MDBook;
use mdbook_driver::book::BookItem;
use mdbook_driver::builtin_renderers::MarkdownRenderer;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::build;
use crate::language::Language;
use chapter::Chapter;

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"#;

/// The book of one language, ready to be packed.
struct Publication {
    language: Language,
    title: String,
    description: String,
    parts: Vec<Part>,
}

/// A part of the book.
struct Part {
    /// nothing for the chapters before the first part
    name: Option<String>,
    chapters: Vec<Chapter>,
}

impl Publication {
    fn chapters(&self) -> impl Iterator<Item = &Chapter> {
        self.parts.iter().flat_map(|part| &part.chapters)
    }
}

/// The file that `write` writes for a language, in the output folder of the repository `root`.
pub fn path(root: &Path, language: Language) -> PathBuf {
    build::output_folder(root).join(format!("atelier-{}.epub", language.code()))
}

/// Writes the book of one language of the repository `root` to the file `output`.
///
/// # Errors
/// When a page cannot be read, or the file cannot be written.
pub fn write(root: &Path, language: Language, output: &Path) -> Result<()> {
    let publication = load(root, language)?;
    let style = root.join("book/theme/epub.css");
    let style = fs::read_to_string(&style).with_context(|| style.display().to_string())?;
    if let Some(folder) = output.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let file = File::create(output).with_context(|| output.display().to_string())?;
    pack(&publication, &style, file).with_context(|| output.display().to_string())
}

fn load(root: &Path, language: Language) -> Result<Publication> {
    let tree = build::checked_tree(root, language)?;
    let folder = || tree.display().to_string();
    let book = MDBook::load(&tree).with_context(folder)?;
    let (pages, _) = book.preprocess_book(&MarkdownRenderer::new()).with_context(folder)?;
    let mut parts = vec![Part { name: None, chapters: Vec::new() }];
    for item in pages.iter() {
        match (item, parts.last_mut()) {
            (BookItem::PartTitle(title), _) => {
                parts.push(Part { name: Some(title.clone()), chapters: Vec::new() });
            }
            (BookItem::Chapter(page), Some(part)) => {
                let Some(path) = &page.path else { continue };
                let path = path.to_string_lossy().replace('\\', "/");
                part.chapters.push(Chapter::new(language, &page.name, &path, &page.content)?);
            }
            _ => {}
        }
    }
    Ok(Publication {
        language,
        title: book.config.book.title.clone().unwrap_or_default(),
        description: book.config.book.description.clone().unwrap_or_default(),
        parts,
    })
}

fn pack(publication: &Publication, style: &str, file: File) -> Result<()> {
    let mut archive = ZipWriter::new(file);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let deflated = stored.compression_method(CompressionMethod::Deflated);
    let mut add = |name: &str, options, text: &str| -> Result<()> {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
        Ok(())
    };
    // E-readers recognise the format by this first entry, which is not compressed.
    add("mimetype", stored, "application/epub+zip")?;
    add("META-INF/container.xml", deflated, CONTAINER)?;
    let Publication { language, title, description, parts } = publication;
    let language = language.code();
    let modified = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let chapters = publication.chapters().collect();
    let package = Package { language, title, description, modified, chapters }.render()?;
    add("OEBPS/book.opf", deflated, &package)?;
    let contents = match publication.language {
        Language::Fr => "Sommaire",
        Language::En => "Contents",
    };
    let contents = Contents { language, title: contents, style: STYLE, parts }.render()?;
    add("OEBPS/contents.xhtml", deflated, &contents)?;
    let cover = Cover { language, title, style: STYLE, description }.render()?;
    add("OEBPS/cover.xhtml", deflated, &cover)?;
    let hidden = match publication.language {
        Language::Fr => ".picture .en { display: none; }\n",
        Language::En => ".picture .fr { display: none; }\n",
    };
    add("OEBPS/book.css", deflated, &format!("{style}{hidden}"))?;
    for chapter in publication.chapters() {
        add(&format!("OEBPS/{}", chapter.path), deflated, &chapter.document()?)?;
    }
    archive.finish()?;
    Ok(())
}

/// The stylesheet, as seen from the folder of the book.
const STYLE: &str = "book.css";

/// The package document: what the book is, its files, and their order.
#[derive(Template)]
#[template(path = "epub/book.opf", escape = "html")]
struct Package<'a> {
    language: &'a str,
    title: &'a str,
    description: &'a str,
    modified: String,
    chapters: Vec<&'a Chapter>,
}

/// The first page.
#[derive(Template)]
#[template(path = "epub/cover.xhtml", escape = "html")]
struct Cover<'a> {
    language: &'a str,
    title: &'a str,
    style: &'a str,
    description: &'a str,
}

/// The table of contents: the parts, and their chapters.
#[derive(Template)]
#[template(path = "epub/contents.xhtml", escape = "html")]
struct Contents<'a> {
    language: &'a str,
    title: &'a str,
    style: &'a str,
    parts: &'a [Part],
}
