// Runs a fuzz target over files and directories of them, where no fuzzing
// engine was named at configure time: make check replays each corpus so.
#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

static bool isDirectory(const std::string& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}

static std::vector<std::string> filesIn(const std::string& path) {
  std::vector<std::string> files;
  if (!isDirectory(path)) return std::vector<std::string>(1, path);
  if (DIR* directory = ::opendir(path.c_str())) {
    while (const struct dirent* entry = ::readdir(directory))
      if (entry->d_name[0] != '.') files.push_back(path + "/" + entry->d_name);
    ::closedir(directory);
  }
  std::sort(files.begin(), files.end());
  return files;
}

static bool replay(const std::string& path) {
  std::ifstream in(path.c_str(), std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  const std::vector<char> bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);  // so that the last line names the file of a crash
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

// An empty corpus is a failure: it would look like a test that passed.
int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    const std::vector<std::string> files = filesIn(argv[i]);
    for (std::size_t k = 0; k < files.size(); ++k, ++count)
      if (!replay(files[k])) return 1;
  }
  std::printf("%d inputs replayed\n", count);
  return count > 0 ? 0 : 1;
}
