#pragma once

#include "report/document.h"

namespace cea::report {

/// The document as plain HTML for a program that makes a Word file of it: headings, paragraphs, tables with
/// captions, pictures. Every text is itself; nothing is loaded but the `pictures`, which are names of files
/// beside it, as `survival.png`.
std::string document_word_html(const Document& document, const std::vector<std::string>& pictures);

} // namespace cea::report
