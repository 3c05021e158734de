# cmake -DOUTPUT=page.cpp -DSTYLE=report.css -DSCRIPT=report.js -P embed.cmake: both as functions of a C++ file.
file(READ "${STYLE}" style)
file(READ "${SCRIPT}" script)
foreach(text style script)
  string(LENGTH "${${text}}" length)
  if(length GREATER 60000)
    message(FATAL_ERROR "${text} has ${length} characters, more than a literal may have")
  endif()
endforeach()
file(WRITE "${OUTPUT}" "#include \"report/html_assets.h\"

namespace cea::report {

std::string page_style() {
  return R\"cea_web(${style})cea_web\";
}

std::string page_script() {
  return R\"cea_web(${script})cea_web\";
}

} // namespace cea::report
")
