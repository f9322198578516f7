// Which names generated files may have, and define: no compiler or linker takes one for another thing, or two for one.
#pragma once

#include <cotangent/codegen/function.hpp>

#include <stdexcept>

namespace cotangent::codegen {

/// Words of C and C++ up to C23 and C++26, and what compilers define of themselves.
inline constexpr std::string_view words_of_languages =
    " alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class "
    "co_await co_return co_yield compl concept const const_cast consteval constexpr constinit continue contract_assert "
    "decltype default delete do double dynamic_cast else enum explicit export extern false float for friend goto if "
    "inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public "
    "register reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct "
    "switch template this thread_local throw true try typedef typeid typename typeof typeof_unqual union unsigned "
    "using virtual void volatile wchar_t while xor xor_eq final override import module fortran near far linux unix "
    "i386 main ";
/// Functions, objects and types of the C library and of POSIX that are no functions of <math.h>, whose names end in
/// nothing or a type. (And namespaces that the C++ header needs.)
inline constexpr std::string_view names_of_libc =
    " abort abs access alarm aligned_alloc asctime assert at_quick_exit atexit atof atoi atol atoll bcmp bcopy brk "
    "bsearch btowc bzero calloc catgets chdir chmod chown chroot clearerr clock close closedir confstr connect bind "
    "accept listen creat crypt ctime daemon difftime div div_t dprintf dup dup2 encrypt environ errno exec execl execv "
    "execve execvp exit fclose fcntl fdopen feof ferror fflush ffs fgetc fgetpos fgets fileno fopen fork fprintf fputc "
    "fputs fread free freopen fscanf fseek fsetpos ftell ftruncate fwrite getc getchar getcwd getenv getline getopt "
    "getpid gets getw gmtime htonl index initstate ioctl isalnum isalpha isatty isblank iscntrl isdigit isgraph "
    "islower isprint ispunct isspace isupper isxdigit jmp_buf kill labs ldiv link llabs lldiv localeconv localtime "
    "lockf longjmp lrand48 lseek malloc mblen mbstowcs mbtowc memccpy memchr memcmp memcpy memmem memmove mempcpy "
    "memset mkdir mkstemp mktime mmap mount munmap nice open opendir optarg optind pause perror pipe poll popen printf "
    "ptrdiff_t putc putchar putenv puts qsort quick_exit raise rand random read readdir readlink realloc realpath recv "
    "remove rename rewind rindex rmdir sbrk scanf select send setbuf setenv setjmp setlocale setstate setvbuf shutdown "
    "sigaction signal size_t sleep snprintf socket splice sprintf srand srandom sscanf stat stderr stdin stdout stpcpy "
    "strcasecmp strcat strchr strcmp strcoll strcpy strcspn strdup strerror strftime strlen strncat strncmp strncpy "
    "strpbrk strrchr strsep strsignal strspn strstr strtod strtof strtok strtol strtold strtoll strtoul strtoull "
    "strxfrm swab symlink sync syscall sysconf system tee time time_t tmpfile tmpnam tolower toupper truncate tsearch "
    "umask uname ungetc unlink usleep utime va_list vfork vfprintf vprintf vsnprintf vsprintf wait waitpid wcscat "
    "wcslen wcstombs wctomb wmemcpy write y0 y1 yn j0 j1 jn signgam std c16rtomb c32rtomb c8rtomb call_once "
    "cnd_broadcast cnd_destroy cnd_init cnd_signal cnd_timedwait cnd_wait feclearexcept fegetenv fegetexceptflag "
    "fegetmode fegetround feholdexcept feraiseexcept fesetenv fesetexcept fesetexceptflag fesetmode fesetround "
    "fetestexcept fetestexceptflag feupdateenv fgetwc fgetws fputwc fputws fwide fwprintf fwscanf getwc getwchar "
    "gmtime_r imaxabs imaxdiv localtime_r mbrlen mbrtoc16 mbrtoc32 mbrtoc8 mbrtowc mbsinit mbsrtowcs mtx_destroy "
    "mtx_init mtx_lock mtx_timedlock mtx_trylock mtx_unlock putwc putwchar strfromd strfromf strfroml strndup "
    "strtoimax strtoumax swprintf swscanf thrd_create thrd_current thrd_detach thrd_equal thrd_exit thrd_join "
    "thrd_sleep thrd_yield timegm timespec_get timespec_getres tss_create tss_delete tss_get tss_set ungetwc vfscanf "
    "vfwprintf vfwscanf vscanf vsscanf vswprintf vswscanf vwprintf vwscanf wcrtomb wcschr wcscmp wcscoll wcscpy "
    "wcscspn wcsftime wcsncat wcsncmp wcsncpy wcspbrk wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof wcstoimax wcstok "
    "wcstol wcstold wcstoll wcstoul wcstoull wcstoumax wcsxfrm wctob wmemchr wmemcmp wmemmove wmemset wprintf wscanf "
    "alloca offsetof unreachable complex imaginary I boost cotangent uint ulong ushort u_char u_int u_long u_short "
    "fd_set fd_mask daylight timezone tzname tzset optopt opterr FILE cfree memalign posix_memalign pvalloc valloc "
    "reallocarray mallinfo mallopt explicit_bzero memset_explicit strlcpy strlcat qsort_r srand48 drand48 erand48 "
    "nrand48 mrand48 jrand48 lcong48 seed48 ffsl ffsll flockfile funlockfile setbuffer setlinebuf closefrom psignal "
    "psiginfo pthread_exit sigjmp_buf siglongjmp sincos htons ntohs ntohl nanosleep getentropy getrandom gethostname "
    "hcreate hsearch hdestroy lfind lsearch insque remque tdelete tfind twalk swapcontext dirname basename ftw nftw "
    "glob globfree regcomp regexec regfree wordexp wordfree stdc_bit_ceil blkcnt_t blksize_t caddr_t clock_t clockid_t "
    "cnd_t cpu_set_t daddr_t dev_t double_t error_t fenv_t fexcept_t float_t fpos_t gid_t id_t imaxdiv_t ino_t key_t "
    "ldiv_t lldiv_t locale_t loff_t max_align_t mbstate_t mode_t mtx_t nlink_t off_t once_flag pid_t quad_t register_t "
    "sig_atomic_t sigset_t socklen_t ssize_t suseconds_t thrd_t timer_t tss_t uid_t useconds_t wchar_t wctrans_t "
    "wctype_t wint_t a64l acct arc4random arc4random_buf arc4random_uniform asprintf blkcnt64_t canonicalize_file_name "
    "clearenv clock_adjtime clock_getcpuclockid clock_getres clock_gettime clock_nanosleep clock_settime clone "
    "close_range comparison_fn_t copy_file_range ctermid cuserid dup3 duplocale dysize eaccess ecvt endusershell "
    "euidaccess execle execlp execveat execvpe faccessat fchdir fchown fchownat fcloseall fcvt fdatasync fexecve "
    "fmemopen fopencookie fpathconf fpos64_t freelocale fsblkcnt64_t fsblkcnt_t fseeko fsfilcnt64_t fsfilcnt_t fsid_t "
    "fsync ftello ftrylockfile gcvt get_current_dir_name getcpu getdate getdate_err getdelim getdomainname "
    "getdtablesize getegid geteuid getgid getgroups gethostid getloadavg getlogin getpagesize getpass getpgid getpgrp "
    "getppid getpt getresgid getresuid getsid getsubopt gettid getuid getusershell getwd grantpt group_member ino64_t "
    "isascii isctype l64a lchown linkat mbsnrtowcs mkdtemp mkostemp mkostemps mkstemps mktemp newlocale nullptr_t "
    "obstack_printf obstack_vprintf off64_t on_exit open_memstream open_wmemstream pathconf pclose pipe2 posix_openpt "
    "pread profil program_invocation_name program_invocation_short_name pselect ptsname putw pwrite qecvt qfcvt qgcvt "
    "readlinkat renameat renameat2 revoke rpmatch secure_getenv setdomainname setegid seteuid setgid sethostid "
    "sethostname setlogin setns setpgid setpgrp setregid setresgid setresuid setreuid setsid setuid setusershell "
    "strptime strtoq strtouq symlinkat syncfs tcgetpgrp tcsetpgrp tempnam timelocal timer_create timer_delete "
    "timer_getoverrun timer_gettime timer_settime toascii towctrans towlower towupper ttyname ttyslot u_int16_t "
    "u_int32_t u_int64_t u_int8_t u_quad_t ualarm unlinkat unlockpt unsetenv unshare uselocale vasprintf vdprintf "
    "vhangup wcpcpy wcpncpy wctrans wctype wcwidth wmempcpy ";
inline constexpr std::string_view names_of_libm =
    " acos acosh asin asinh atan atan2 atanh cabs cacos cacosh carg casin casinh catan catanh cbrt ccos ccosh ceil "
    "cexp "
    "cimag clog conj copysign cos cosh cpow cproj creal csin csinh csqrt ctan ctanh drem erf erfc exp exp10 exp2 expm1 "
    "fabs fadd fdim ffma finite floor fma fmax fmin fmod frexp gamma hypot ilogb isfinite isgreater isinf isless isnan "
    "isnormal isunordered j0 j1 jn ldexp lgamma lgamma_r llrint llround log log10 log1p log2 logb lrint lround modf "
    "nan nearbyint nextafter nexttoward pow pow10 remainder remquo rint round roundeven scalb scalbln scalbn signbit "
    "significand sin sincos sinh sqrt tan tanh tgamma trunc y0 y1 yn canonicalize fmaximum fminimum fmaximum_mag "
    "fminimum_mag fmaximum_mag_num fminimum_mag_num fmaximum_num fminimum_num fmaxmag fminmag fromfp fromfpx ufromfp "
    "ufromfpx getpayload setpayload setpayloadsig totalorder totalordermag llogb nextup nextdown issignaling "
    "iscanonical issubnormal iszero iseqsig dadd ddiv dfma dmul dsqrt dsub fdiv fmul fsqrt fsub compoundn pown powr "
    "rootn rsqrt exp2m1 exp10m1 log2p1 log10p1 logp1 sinpi cospi tanpi asinpi acospi atanpi atan2pi lgammaf_r "
    "lgammal_r ";
/// Headers that a library's own, NAME.h, would stand in front of.
inline constexpr std::string_view names_of_headers =
    " assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic "
    "stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype features memory new "
    "version ";
/// What the source defines for itself, by how the names begin.
inline constexpr std::string_view own_beginnings[] = {"f32_",       "f64_",       "i32_", "i64_",
                                                      "whole_f32_", "whole_f64_", "F32_", "F64_"};
inline constexpr std::string_view own_names =
    " log_gamma log_gammaf c_functions REGISTER VECTOR_MATH INTRINSICS QUOTIENTS C_NAMED LOOP_IN_REGISTERS NULL "
    "INFINITY NAN HUGE_VAL EOF BUFSIZ CLOCKS_PER_SEC DOMAIN SING OVERFLOW UNDERFLOW PLOSS TLOSS HUGE MAXFLOAT ";

inline bool stands_in(std::string_view list, std::string_view name) {
  return list.find(" " + std::string(name) + " ") != std::string_view::npos;
}

inline bool is_identifier(std::string_view name) {
  const auto letter = [](char ch) { return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_'; };
  bool good = !name.empty() && letter(name[0]);
  for (char ch : name) good = good && (letter(ch) || (ch >= '0' && ch <= '9'));
  return good;
}
/// Why a library or a function cannot have this name, or nothing.
inline std::string_view problem_with_name(std::string_view name) {
  const auto ends_with = [&](std::string_view end) {
    return name.size() > end.size() && name.substr(name.size() - end.size()) == end;
  };
  const auto begins_with = [&](std::string_view begin) { return name.substr(0, begin.size()) == begin; };
  const bool upper_case = name.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
  if (!is_identifier(name)) return "is not a C identifier";
  if (name[0] == '_' || name.find("__") != std::string_view::npos)
    return "is the compiler's: a leading underscore, or two in a row, are reserved";
  if (stands_in(words_of_languages, name)) return "is a word of C or C++, or of their compilers";
  bool in_library = stands_in(names_of_libc, name) || stands_in(names_of_libm, name);
  for (std::string_view beginning : {"pthread_", "sched_", "wcs", "isw", "strto", "strfrom", "PTHREAD_", "BOOST_"})
    in_library = in_library || begins_with(beginning);
  for (std::string_view kind : {"_r", "_l", "64", "_unlocked"})
    in_library = in_library || (ends_with(kind) && stands_in(names_of_libc, name.substr(0, name.size() - kind.size())));
  for (std::string_view type : {"f", "l", "f32", "f64", "f128", "f32x", "f64x"})
    in_library = in_library || (ends_with(type) && stands_in(names_of_libm, name.substr(0, name.size() - type.size())));
  if ((begins_with("int") || begins_with("uint")) && ends_with("_t")) in_library = true;
  for (std::string_view macro : {"_MAX", "_MIN", "_WIDTH", "_C"})
    in_library = in_library || (upper_case && ends_with(macro));
  for (std::string_view macro : {"FP_", "M_", "MATH_", "FE_"})
    in_library = in_library || (upper_case && begins_with(macro));
  if (in_library) return "is a name of the C library";
  for (std::string_view own : own_beginnings)
    if (begins_with(own)) return "begins like names that the generated source uses itself";
  if (stands_in(own_names, name)) return "is a name that the generated source, or a header that it includes, defines";
  return {};
}

inline std::string upper(std::string name) {
  for (char& ch : name) ch = ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 'a' + 'A') : ch;
  return name;
}
/// The macros and second names that stand beside a library's and a function's own.
inline std::string guard_name(const std::string& library) { return upper(library) + "_H"; }
inline std::string parts_guard_name(const std::string& library) { return upper(library) + "_PARTS_H"; }
inline std::string part_macro(const std::string& library) { return upper(library) + "_PART"; }
inline std::string table_macro(const std::string& library) { return upper(library) + "_TABLE"; }
inline std::string restrict_name(const std::string& library) { return upper(library) + "_RESTRICT"; }
inline std::string workspace_macro(const std::string& function) { return upper(function) + "_WORKSPACE"; }
inline std::string workspace_function(const std::string& function) { return function + "_in_workspace"; }

/// What stands beside a function that is called for many examples, too: functions for those behind each other and
/// apart, and what the source has for itself (of some examples; of a block; and copies of a few).
inline std::string examples_function(const std::string& function) { return function + "_examples"; }
inline std::string strided_function(const std::string& function) { return function + "_examples_strided"; }
inline std::string block_function(const std::string& function) { return function + "_block"; }
inline std::string stride_name(const std::string& parameter) { return parameter + "_stride"; }
inline std::string copies_name(const std::string& parameter) { return parameter + "_copies"; }
inline std::vector<std::string> example_names(const std::string& function) {
  return {examples_function(function), strided_function(function), block_function(function),
          workspace_function(examples_function(function)), workspace_function(strided_function(function))};
}

/// What stands beside a function whose result is a sparse matrix: macros, tables, and a struct of C++.
inline std::string rows_macro(const std::string& function) { return upper(function) + "_ROWS"; }
inline std::string columns_macro(const std::string& function) { return upper(function) + "_COLUMNS"; }
inline std::string nnz_macro(const std::string& function) { return upper(function) + "_NNZ"; }
inline std::string sparsity_struct(const std::string& function) { return function + "_sparsity"; }
inline constexpr const char* sparse_table_names[] = {"row", "column", "column_begin", "order"};
inline std::vector<std::string> sparse_names(const std::string& function) {
  std::vector<std::string> all{rows_macro(function), columns_macro(function), nnz_macro(function),
                               sparsity_struct(function)};
  for (const char* table : sparse_table_names) all.push_back(function + "_" + table);
  return all;
}

/// Long functions are written in parts, each a function (c_parts.hpp), with tables of constants that several parts use.
inline std::string part_name(const std::string& function, int part) {
  return function + "_part" + std::to_string(part);
}
inline std::string table_name(const std::string& function, int table) {
  return function + "_constant" + std::to_string(table);
}
inline bool is_part_of(std::string_view name, const std::string& function) {
  const std::size_t digits = name.find_last_not_of("0123456789") + 1;
  return digits < name.size() &&
         (name.substr(0, digits) == function + "_part" || name.substr(0, digits) == function + "_constant");
}
/// Members and keys that make no parameter, or two of them one.
inline void check_parameters(const function& f) {
  std::vector<std::string> all;
  for (const auto* list : {&f.inputs, &f.outputs})
    for (const parameter& p : *list) {
      if (!is_identifier(p.name))
        throw std::invalid_argument(f.name + ": the parameter '" + p.name +
                                    "' is not a C identifier; rename the member or key");
      std::vector<std::string> own{p.name};
      if (!f.mapped.empty()) own.insert(own.end(), {stride_name(p.name), copies_name(p.name)});
      for (const std::string& name : own)
        for (const std::string& other : all)
          if (other == name)
            throw std::invalid_argument(f.name + ": two members or keys would be the parameter '" + name +
                                        "'; rename one of them");
      all.insert(all.end(), own.begin(), own.end());
    }
}
/// Throws std::invalid_argument if the library, a function or a parameter cannot have its name, or two things would
/// have one.
inline void check_names(const std::string& library, const std::vector<function>& functions) {
  const auto check = [](const std::string& name, const std::string& by) {
    const std::string_view problem = problem_with_name(name);
    if (!problem.empty()) throw std::invalid_argument(by + "'" + name + "' " + std::string(problem));
  };
  check(library, "");
  if (stands_in(names_of_headers, library))
    throw std::invalid_argument("'" + library + "' is the name of a header of the C library");
  struct definition {
    std::string name, by;
  };
  std::vector<definition> all;
  for (const std::string& name : {guard_name(library), parts_guard_name(library), part_macro(library),
                                  table_macro(library), restrict_name(library)})
    all.push_back({name, library});
  for (const function& f : functions) {
    for (const function& other : functions)
      if (&other < &f && other.name == f.name) throw std::invalid_argument("two functions are named " + f.name);
    check(f.name, "");
    for (const function& other : functions)
      if (is_part_of(f.name, other.name))
        throw std::invalid_argument("'" + f.name + "' is what a part of '" + other.name +
                                    "' would be called; rename one of them");
    if (f.name == library)
      throw std::invalid_argument("'" + f.name +
                                  "' is the library's name, and its namespace in C++; rename one of them");
    std::vector<std::string> names{f.name, workspace_macro(f.name), workspace_function(f.name), f.name + "_into"};
    if (!f.mapped.empty())
      for (std::string& name : example_names(f.name)) names.push_back(std::move(name));
    if (f.sparse)
      for (std::string& name : sparse_names(f.name)) names.push_back(std::move(name));
    for (const std::string& name : names) {
      check(name, name == f.name ? "" : "'" + f.name + "' would define a name: ");
      for (const definition& other : all)
        if (other.name == name)
          throw std::invalid_argument("'" + other.by + "' and '" + f.name + "' would both define " + name +
                                      "; rename one of them");
    }
    for (const std::string& name : names) all.push_back({name, f.name});
    check_parameters(f);
  }
}

}  // namespace cotangent::codegen
