# What report.html brings with it: its style and script, and the libraries that draw its figures, which npm
# fetches when the program is built. Without node and npm all works but the drawing.
set(web ${CMAKE_SOURCE_DIR}/src/report/web)
set(made ${CMAKE_BINARY_DIR}/web)
file(MAKE_DIRECTORY ${made})

add_custom_command(OUTPUT ${made}/page.cpp
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${made}/page.cpp -DSTYLE=${web}/report.css -DSCRIPT=${web}/report.js -P ${web}/embed.cmake
  DEPENDS ${web}/report.css ${web}/report.js ${web}/embed.cmake
  COMMENT "The report's style and script" VERBATIM)

find_program(CEA_NODE node)
find_program(CEA_NPM npm)
option(CEA_FIGURES "Draw the figures of report.html (needs node and npm at build time)" ON)
if(CEA_FIGURES AND CEA_NODE AND CEA_NPM)
  add_custom_command(OUTPUT ${made}/figure_library.cpp
    COMMAND ${CMAKE_COMMAND} -E copy ${web}/package.json ${web}/package-lock.json ${made}
    COMMAND ${CEA_NODE} ${web}/bundle.mjs ${made} ${made}/figure_library.cpp
    DEPENDS ${web}/package.json ${web}/package-lock.json ${web}/bundle.mjs
    COMMENT "The libraries that draw the report's figures" VERBATIM)
else()
  file(CONFIGURE OUTPUT ${made}/figure_library.cpp CONTENT
    "#include \"report/html_assets.h\"\n\nstd::string cea::report::figure_library() {\n  return {};\n}\n")
endif()
target_sources(cea_report PRIVATE ${made}/page.cpp ${made}/figure_library.cpp)
