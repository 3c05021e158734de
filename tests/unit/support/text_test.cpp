#include "support/text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>

using namespace cea;

TEST_CASE("trim removes blanks and line ends on both sides only") {
  CHECK(trim("  a b\t\r\n") == "a b");
  CHECK(trim("a") == "a");
  CHECK(trim(" \n") == "");
  CHECK(trim("") == "");
}

TEST_CASE("split keeps empty parts") {
  CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
}

TEST_CASE("join and join_or") {
  CHECK(join({}, ", ") == "");
  CHECK(join({"a", "", "c"}, ", ") == "a, , c");
  CHECK(join_or({}) == "");
  CHECK(join_or({"a"}) == "a");
  CHECK(join_or({"a", "b"}) == "a or b");
  CHECK(join_or({"a", "b", "c"}) == "a, b or c");
}

TEST_CASE("shortest writes plain digits in the usual range") {
  CHECK(shortest(0) == "0");
  CHECK(shortest(-0.0) == "0");
  CHECK(shortest(50000) == "50000");
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(0.1 + 0.2) == "0.30000000000000004");
  CHECK(shortest(-1.5) == "-1.5");
  CHECK(shortest(1e-5) == "0.00001");
  CHECK(shortest(999999999999999.0) == "999999999999999");
  CHECK(shortest(1e15) == "1e15");
  CHECK(shortest(-1.25e-7) == "-1.25e-7");
  CHECK(shortest(1.5e-100) == "1.5e-100");
  CHECK(shortest(1e300) == "1e300");
  CHECK(shortest(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(shortest(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(shortest(std::nan("")) == "nan");
}

TEST_CASE("shortest reads back as the same double") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t bits = random();
    double x = 0;
    std::memcpy(&x, &bits, sizeof x);
    if (!std::isfinite(x)) continue;
    CAPTURE(x);
    CHECK(parse_number(shortest(x)) == x);
  }
}

TEST_CASE("parse_number takes decimals") {
  CHECK(parse_number("0.1") == 0.1);
  CHECK(parse_number("-3") == -3);
  CHECK(parse_number("+3") == 3);
  CHECK(parse_number("010") == 10);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("5.") == 5);
  CHECK(parse_number("1e-4") == 1e-4);
  CHECK(parse_number("1.5E+3") == 1500);
  CHECK(parse_number("4.9e-324") == 4.9e-324);
}

TEST_CASE("parse_number refuses all else") {
  for (const char* text :
       {"",         " ", " 1", "1 ", "1x", "1,5", "1_000", "0x10", "nan", "inf",   "-inf",   "NaN",
        "infinity", "-", "+",  ".",  "e5", "--1", "+-1",   "-+1",  "1e",  "1e999", "-1e999", "3%"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("sha256 of the vectors of FIPS 180-4") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
            "mnopqrstnopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256 around the block boundary") {
  // Computed with coreutils' sha256sum.
  CHECK(sha256_hex(std::string(55, 'a')) ==
        "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  CHECK(sha256_hex(std::string(56, 'a')) ==
        "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  CHECK(sha256_hex(std::string(64, 'a')) ==
        "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("is_valid_utf8 follows RFC 3629") {
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8("plain"));
  CHECK(is_valid_utf8("é € 𝄞"));
  CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));       // U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xE9"));             // Latin-1
  CHECK_FALSE(is_valid_utf8("a\x80"));            // continuation alone
  CHECK_FALSE(is_valid_utf8("\xC0\x80"));         // overlong
  CHECK_FALSE(is_valid_utf8("\xE0\x80\x80"));     // overlong
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));     // surrogate
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80")); // past U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xE2\x82"));         // cut off
  CHECK_FALSE(is_valid_utf8("\xFF"));
}
