"""Archives as an enemy would make them. Each function takes where to write, and a small good bundle's files: path to bytes."""

import gzip
import io
import stat
import struct
import tarfile
import warnings
import zipfile

TOP = "bundle"
MANY = 2_000_000
MANY_SAID = "more than 100000 files and folders"
HUGE = 1 << 40


# Zip.

def write_zip(path, entries):
    """`entries`: name, bytes, and the file's type and mode, in the order given; the same name may come twice."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content, mode in entries:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name  # as it is: the constructor would mend it
            info.external_attr, info.create_system, info.compress_type = mode << 16, 3, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def good(files):
    return [(f"{TOP}/{name}", content, stat.S_IFREG | 0o644) for name, content in files.items()]


def zip_with(name, content=b"x", mode=stat.S_IFREG | 0o644):
    return lambda path, files: write_zip(path, [*good(files), (name, content, mode)])


def zip_bomb(path, files):
    zip_with(f"{TOP}/data/zeros", bytes(256 << 20))(path, files)


def zip_of_huge_size(path, files):
    """One member says that it is a tebibyte."""
    zip_with(f"{TOP}/data/huge", b"small")(path, files)
    content = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        entry = content.rfind(signature)
        content[entry + at:entry + at + 4] = struct.pack("<I", 0xFFFFFFFE)
    path.write_bytes(content)


def zip_of_many(count):
    """Empty members; the directory at the end is all that costs a reader anything."""
    def write(path, _):
        with path.open("wb") as out:
            name = f"{TOP}/data/%07d"
            local = struct.Struct("<IHHHHHIIIHH")
            central = struct.Struct("<IHHHHHHIIIHHHHHII")
            size = local.size + len(name % 0)
            for first in range(0, count, 10000):
                out.write(b"".join(local.pack(0x04034B50, 20, 0, 0, 0, 0, 0, 0, 0, len(name % n), 0) + (name % n).encode()
                                   for n in range(first, min(first + 10000, count))))
            start = out.tell()
            for first in range(0, count, 10000):
                out.write(b"".join(
                    central.pack(0x02014B50, 0x031E, 20, 0, 0, 0, 0, 0, 0, 0, len(name % n), 0, 0, 0, 0, (stat.S_IFREG | 0o644) << 16, n * size)
                    + (name % n).encode() for n in range(first, min(first + 10000, count))))
            end = out.tell()
            out.write(struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, end - start, start))
            out.write(struct.pack("<IIQI", 0x07064B50, 0, end, 1))
            out.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    return write


# Tar.

def write_tar(path, files, members, tar_format=tarfile.PAX_FORMAT):
    """The good files, then `members`: TarInfo and bytes."""
    with tarfile.open(path, "w:gz", format=tar_format, compresslevel=1) as archive:
        for name, content in [*((f"{TOP}/{name}", content) for name, content in files.items()), *members]:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def tar_with(name, content=b"x", kind=tarfile.REGTYPE, link=""):
    def write(path, files):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        write_tar(path, files, [(info, content if kind == tarfile.REGTYPE else b"")])
    return write


def tar_of_names(*names):
    return lambda path, files: write_tar(path, files, [(f"{TOP}/{name}", b"x") for name in names])


def zip_of_names(*names):
    return lambda path, files: write_zip(path, [*good(files), *((f"{TOP}/{name}", b"x", stat.S_IFREG | 0o644) for name in names)])


def raw_tar(blocks):
    """Headers as they are given, after the good files."""
    def write(path, files):
        plain = io.BytesIO()
        with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(f"{TOP}/{name}")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        with gzip.open(path, "wb", compresslevel=1) as out:
            out.write(plain.getvalue().rstrip(b"\0") + bytes(-len(plain.getvalue().rstrip(b"\0")) % 512))
            for block in blocks():
                out.write(block)
            out.write(bytes(1024))
    return write


def header(name, size=0, kind=tarfile.REGTYPE):
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def many_headers(count, kind, first_name):
    def blocks():
        fixed = bytearray(header(first_name % 0, 0, kind))
        at = first_name.index("%")
        for first in range(0, count, 20000):
            rows = []
            for number in range(first, min(first + 20000, count)):
                digits = b"%07d" % number
                fixed[at:at + 7] = digits
                fixed[148:156] = b"        "
                fixed[148:156] = b"%06o\0 " % sum(fixed)
                rows.append(bytes(fixed))
            yield b"".join(rows)
    return raw_tar(blocks)


def zeros(megabytes):
    return (bytes(1 << 20) for _ in range(megabytes))


def tar_bomb(path, _):
    """A gibibyte in a mebibyte, and no bundle beside it that would allow for more."""
    raw_tar(lambda: [header(f"{TOP}/data/zeros", 1 << 30), *zeros(1024)])(path, {})


def tar_of_huge_size(path, files):
    raw_tar(lambda: [header(f"{TOP}/data/huge", HUGE), b"x" * 512])(path, files)


def tar_of_long_name(path, files):
    """A name of 256 MiB, which packs to nothing."""
    raw_tar(lambda: [header("././@LongLink", 256 << 20, tarfile.GNUTYPE_LONGNAME), *(b"a" * (1 << 20) for _ in range(256)),
                     header(f"{TOP}/data/x")])(path, files)


def tar_of_hole(path, files):
    """A file of a tebibyte that is all hole."""
    info = tarfile.TarInfo(f"{TOP}/data/hole")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": f"{TOP}/data/hole",
                        "GNU.sparse.realsize": str(HUGE)}
    write_tar(path, files, [(info, (b"1\n%d\n512\n" % (HUGE - 512)).ljust(512, b"\0") + b"x" * 512)])


def cut(write):
    """Half of what `write` writes."""
    def half(path, files):
        write(path, files)
        content = path.read_bytes()
        path.write_bytes(content[:len(content) // 2])
    return half


def not_an_archive(path, _):
    path.write_bytes(bytes(range(256)) * 64)


IN_BOTH = {
    "path_up": (zip_with("../escaped"), tar_with("../escaped"), "leads out"),
    "path_up_inside": (zip_with(f"{TOP}/data/../../../escaped"), tar_with(f"{TOP}/data/../../../escaped"), "leads out"),
    "path_absolute": (zip_with("/tmp/reqledger-escaped"), tar_with("/tmp/reqledger-escaped"), "leads out"),
    "symlink": (zip_with(f"{TOP}/data/link", b"/etc/passwd", stat.S_IFLNK | 0o777),
                tar_with(f"{TOP}/data/link", kind=tarfile.SYMTYPE, link="/etc/passwd"), "neither a file nor a folder"),
    "symlink_then_below": (zip_with(f"{TOP}/data/link", b"/tmp", stat.S_IFLNK | 0o777),
                           tar_with(f"{TOP}/data/link", kind=tarfile.SYMTYPE, link="/tmp"), "neither a file nor a folder"),
    "device": (zip_with(f"{TOP}/data/null", b"", stat.S_IFCHR | 0o666), tar_with(f"{TOP}/data/null", kind=tarfile.CHRTYPE),
               "neither a file nor a folder"),
    "name_twice": (zip_of_names("bagit.txt"), tar_of_names("bagit.txt"), "occurs twice"),
    "file_as_folder": (zip_of_names("bagit.txt/below"), tar_of_names("bagit.txt/below"), "folder has the name of a file"),
    "bomb": (zip_bomb, tar_bomb, "unpacks to too much"),
    "half": (cut(zip_with(f"{TOP}/data/x")), cut(tar_with(f"{TOP}/data/x")), "cannot be read"),
    "no_archive": (not_an_archive, not_an_archive, "cannot be read"),
    "many_files": (zip_of_many(MANY), many_headers(MANY, tarfile.REGTYPE, f"{TOP}/data/%07d"), MANY_SAID),
}
IN_ZIP = {"huge_size": (zip_of_huge_size, "cannot be read")}
IN_TAR = {
    "pipe": (tar_with(f"{TOP}/data/pipe", kind=tarfile.FIFOTYPE), "neither a file nor a folder"),
    "hard_link": (tar_with(f"{TOP}/data/link", kind=tarfile.LNKTYPE, link=f"{TOP}/bagit.txt"), "neither a file nor a folder"),
    "hard_link_out": (tar_with(f"{TOP}/data/link", kind=tarfile.LNKTYPE, link="/etc/passwd"), "neither a file nor a folder"),
    "huge_size": (tar_of_huge_size, "cannot be read"),
    "long_name": (tar_of_long_name, "cannot be read"),
    "hole": (tar_of_hole, "unpacks to too much"),
    "many_folders": (many_headers(MANY, tarfile.DIRTYPE, f"{TOP}/data/%07d"), MANY_SAID),
    "many_times_the_top": (many_headers(MANY, tarfile.DIRTYPE, f"{TOP}%07d"), MANY_SAID),
}


def archives():
    """Name, suffix, what writes it, and words that the message must have."""
    for name, (of_zip, of_tar, words) in IN_BOTH.items():
        yield name, ".zip", of_zip, words
        yield name, ".tar.gz", of_tar, words
    for suffix, table in ((".zip", IN_ZIP), (".tar.gz", IN_TAR)):
        for name, (write, words) in table.items():
            yield name, suffix, write, words
