# SPDX-License-Identifier: GPL-2.0-only
"""Configure, build and test the whole tree. `./waf` lists the commands."""
import os
import shutil
import sys

from waflib import Build, Errors, Options

sys.path.insert(0, os.path.join(os.getcwd(), "waftools"))  # the launcher starts in the top folder

APPNAME, VERSION = "confide", "0.1.0"
top, out = ".", "build"

NS3_MODULES = ["core", "network", "internet", "point-to-point", "csma", "traffic-control", "bridge", "applications"]
# The modules that take octets from peers or files apart: their tests run a second time with sanitizers.
SANITIZED = ["processor", "crypto", "cms", "sip", "media", "firewall", "tls"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer", "-O1", "-g"]


def options(opt):
    opt.load("compiler_cxx")
    opt.add_option("--build-profile", default="default", choices=["default", "debug", "optimized"],
                   help="default: -O2 with assertions; debug: -O0; optimized: -O3 without assertions")
    opt.add_option("--werror", action="store_true", default=False, help="treat warnings as errors")
    opt.add_option("--only", default="", help="test: run only the tests whose name contains this word")
    opt.add_option("--no-sanitizers", action="store_true", default=False,
                   help="test: leave out the second run under AddressSanitizer and UBSan")
    opt.add_option("--figure", default="", help="reproduce, publish: this figure only")
    opt.add_option("--full", action="store_true", default=False,
                   help="reproduce, publish: the full parameter space instead of the quick one")
    opt.add_option("--workflow-profile", default="", metavar="DIR",
                   help="reproduce: folder of a Snakemake profile, e.g. scenarios/profiles/slurm; --profile for short")
    opt.add_option("--name", default="local", help="calibrate: name of the profile to write")


def configure(conf):
    if "CXX" not in os.environ and shutil.which("ccache"):
        conf.env.CXX = [shutil.which("ccache"), "g++"]
    conf.load("compiler_cxx")
    conf.load("gccdeps clang_compilation_database")
    conf.env.append_value("CXXFLAGS", ["-Wall", "-Wextra", "-Wno-unused-parameter", "-pipe", "-fPIC"])
    conf.env.append_value("CXXFLAGS", {"default": ["-O2", "-g1"], "debug": ["-O0", "-g"], "optimized": ["-O3"]}[conf.options.build_profile])
    if conf.options.werror:
        conf.env.append_value("CXXFLAGS", ["-Werror"])
    # Debian's ns-3 libraries are built with NS3_LOG_ENABLE, which changes the layout of a class.
    conf.env.append_value("DEFINES", ["NS3_LOG_ENABLE"])
    if conf.options.build_profile != "optimized":
        conf.env.append_value("DEFINES", ["NS3_ASSERT_ENABLE"])
    for module in NS3_MODULES:
        # The .pc files name absent libraries and a stray include path: take the library names only.
        conf.check_cfg(package="ns3-" + module, args=["ns3-" + module + " >= 3.37", "--libs-only-l"],
                       uselib_store=uselib(module), global_define=False)
    include = conf.cmd_and_log(conf.env.PKGCONFIG + ["--variable=includedir", "ns3-core"]).strip()
    if include not in ("/usr/include", "/usr/local/include"):
        conf.env.append_value("INCLUDES", [include])
    version = conf.cmd_and_log(conf.env.PKGCONFIG + ["--modversion", "ns3-core"]).strip()
    conf.env.NS3_VERSION = version
    # 3.37's headers are C++17, those since 3.43 need C++20 and since 3.46 C++23; the project is C++17 that is all three.
    number = tuple(int(part) for part in version.split(".")[:2])
    conf.env.append_value("CXXFLAGS", ["-std=c++23" if number >= (3, 46) else "-std=c++20" if number >= (3, 43) else "-std=c++17"])
    conf.check_cfg(package="openssl", args=["openssl >= 3.0", "--cflags", "--libs"], uselib_store="OPENSSL")
    conf.check_cfg(package="libsrtp2", args=["libsrtp2 >= 2.5", "--cflags", "--libs"], uselib_store="SRTP2")
    conf.check_cxx(header_name="boost/program_options.hpp", lib="boost_program_options", uselib_store="BOOST",
                   msg="Checking for Boost.Program_options")
    conf.check_cxx(header_name="tl/expected.hpp", msg="Checking for tl::expected")
    conf.check_cxx(header_name="nlohmann/json.hpp", msg="Checking for nlohmann-json")
    conf.env.append_value("LINKFLAGS", ["-Wl,-z,defs", "-Wl,--no-as-needed"])
    conf.env.append_value("RPATH", ["$ORIGIN/../lib", "$ORIGIN"])


def uselib(module):
    return "NS3_" + module.upper().replace("-", "_")


def _forward_headers(bld):
    """Make every public header of a module includable as ns3/NAME.h, as in ns-3's own build."""
    folder = os.path.join(bld.bldnode.abspath(), "include", "ns3")
    os.makedirs(folder, exist_ok=True)
    wanted = {}
    for header in bld.path.ant_glob("contrib/*/model/**/*.h contrib/*/helper/**/*.h"):
        if header.name in wanted:
            raise Errors.WafError("two headers are named " + header.name)
        wanted[header.name] = '#include "%s"\n' % os.path.relpath(header.abspath(), folder)
    gone = [os.path.join(folder, name) for name in set(os.listdir(folder)) - set(wanted)]
    for path in gone:
        os.remove(path)
    if gone:  # waf would look for what earlier builds depended on
        for key, nodes in bld.node_deps.items():
            bld.node_deps[key] = [node for node in nodes if os.path.exists(node.abspath())]
    for name, text in wanted.items():
        bld.bldnode.make_node(["include", "ns3", name])  # so that dependencies on it are found
        path = os.path.join(folder, name)
        if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
            with open(path, "w", encoding="utf-8") as handle:
                handle.write(text)


def _module(bld, name, use="", ns3="core", libraries=""):
    """A module in ns-3's layout: a shared library of model/ and helper/, and a test program of test/."""
    folder = bld.path
    ns3_use = [uselib(each) for each in ns3.split()] + libraries.split()
    sources = folder.ant_glob("model/**/*.cc helper/**/*.cc")
    tests = folder.ant_glob("test/*.cc")
    home = os.path.relpath(bld.bldnode.abspath(), folder.get_bld().abspath())
    include = [bld.bldnode.make_node("include"), folder.find_dir("test") or folder]
    kinds = [("", [])] + ([("-sanitized", SANITIZERS)] if bld.with_sanitizers and name in SANITIZED else [])
    for suffix, flags in kinds:
        used = [each + suffix for each in use.split()] if suffix else use.split()
        bld.shlib(target=home + "/lib/" + APPNAME + "-" + name + suffix, name=name + suffix, source=sources, idx=len(suffix) + 1,
                  includes=include, export_includes=include[:1], cxxflags=flags, linkflags=flags[:1],
                  use=used + ns3_use + ["OPENSSL"])
        if tests and bld.with_tests:
            bld.program(target=home + "/test/" + name + suffix + "-test", name=name + suffix + "-test", idx=len(suffix) + 1,
                        source=tests + [bld.srcnode.find_node("waftools/test-runner.cc")],
                        includes=include, cxxflags=flags, linkflags=flags[:1],
                        defines=['NS_TEST_SOURCEDIR="%s/test"' % folder.srcpath()],
                        use=[name + suffix] + used + ns3_use + ["OPENSSL"])
    bld.module_names.append(name)


def build(bld):
    bld.with_tests = bld.cmd not in ("reproduce", "publish", "bench", "calibrate")
    bld.with_sanitizers = bld.cmd == "test" and not Options.options.no_sanitizers
    bld.module_names = []
    _forward_headers(bld)
    bld.module = lambda *args, **named: _module(bld, *args, **named)
    for script in sorted(bld.path.ant_glob("contrib/*/wscript"), key=lambda node: node.abspath()):
        bld.recurse(script.parent.path_from(bld.path))
    everything = bld.module_names + [uselib(each) for each in NS3_MODULES] + ["OPENSSL", "BOOST"]
    for source in bld.path.ant_glob("contrib/*/examples/*.cc"):
        bld.program(target="examples/" + os.path.splitext(source.name)[0], source=[source], use=everything)
    common = bld.path.ant_glob("scenarios/common/*.cc")
    if common:
        bld.shlib(target="lib/" + APPNAME + "-scenario-common", name="scenario-common", source=common,
                  includes="scenarios/common", export_includes="scenarios/common", use=everything,
                  defines=['CONFIDE_VERSION="%s"' % VERSION, 'CONFIDE_NS3_VERSION="%s"' % bld.env.NS3_VERSION])
        everything = ["scenario-common"] + everything
    for folder in ("scenarios", "scratch"):
        for source in bld.path.ant_glob(folder + "/*.cc"):
            bld.program(target=folder + "/" + os.path.splitext(source.name)[0], source=[source], use=everything)
    if bld.cmd == "bench":
        bld.everything = everything
        bld.recurse("bench")


class TestContext(Build.BuildContext):
    """Build, then run every test."""
    cmd, fun = "test", "build"

    def execute(self):
        super().execute()
        import testing
        testing.run(self.top_dir, self.out_dir, Options.options.only, self.with_sanitizers)


class ReproduceContext(Build.BuildContext):
    """Build, then rerun, redraw and compare the published figures."""
    cmd, fun = "reproduce", "build"

    def execute(self):
        import reproduction
        reproduction.check(self.top_dir or os.getcwd(), Options.options.figure, Options.options.workflow_profile)
        super().execute()
        reproduction.run(self.top_dir, self.out_dir, Options.options.figure, Options.options.full,
                         Options.options.workflow_profile)


class PublishContext(Build.BuildContext):
    """Build, then replace the published results by those of a new run."""
    cmd, fun = "publish", "build"

    def execute(self):
        import reproduction
        reproduction.check(self.top_dir or os.getcwd(), Options.options.figure)
        super().execute()
        reproduction.publish(self.top_dir, self.out_dir, Options.options.figure, Options.options.full)


class BenchContext(Build.BuildContext):
    """Build, then measure speed."""
    cmd, fun = "bench", "build"

    def execute(self):
        super().execute()
        import bench
        bench.run(self.top_dir, self.out_dir)


class CalibrateContext(Build.BuildContext):
    """Build, then measure the primitives on this machine and write a cost profile."""
    cmd, fun = "calibrate", "build"

    def execute(self):
        super().execute()
        import calibration
        calibration.run(self.top_dir, self.out_dir, Options.options.name)
