// ingest/text/legacy_font.h - Words written for Vietnamese fonts from before Unicode.
//
// Read as Latin-1, "Cộng hòa" is "Céng hßa" in TCVN3 (fonts .VnTime) and "Coäng hoøa" in VNI (fonts
// VNI-Times). This only recognises such words; the index repairs them.
//
// Thread-safe; linear; any code points. Source: TCVN 5712:1993 (VN3), VNI's character map.
#pragma once

#include <string_view>

namespace kho::ingest {

// Whether `word` has a character that Vietnamese in Unicode has not, and becomes a syllable when it
// is read in one of the two encodings.
[[nodiscard]] bool is_legacy_font_word(std::u32string_view word);

}  // namespace kho::ingest
