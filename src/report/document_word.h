#pragma once

#include "report/document.h"

namespace cea::report {

/// The document as pandoc's CommonMark with raw blocks of OpenXML (ECMA-376), for a Word file: headings,
/// paragraphs, tables with captions and headings that repeat on each page, pictures. Every text is itself:
/// what isn't OpenXML of ours is nothing but names of `pictures`, files as `survival.png`, and their
/// alternative texts. For `pandoc --from=commonmark+raw_attribute+attributes --to=docx`.
std::string document_word(const Document& document, const std::vector<std::string>& pictures);

} // namespace cea::report
