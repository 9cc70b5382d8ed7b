#include "index/text.h"

#include <gtest/gtest.h>
