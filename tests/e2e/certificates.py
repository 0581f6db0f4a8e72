"""An authority and certificates of it, in a folder, for tests of TLS."""

import datetime
import ipaddress
import os
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


def write(path, data):
    """Under a name that is only there whole, and for its owner alone."""
    fresh = path.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    fresh.rename(path)


class Authority:
    """Signs certificates; `path` is its own, in PEM."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self.builder(self.subject, self.key, (-DAY, 10 * DAY))
        self.certificate = builder.add_extension(x509.BasicConstraints(True, 0), critical=True).sign(self.key, hashes.SHA256())
        self.path = folder / f"{name}.pem"
        write(self.path, self.certificate.public_bytes(serialization.Encoding.PEM))

    def builder(self, subject, key, validity):
        now = datetime.datetime.utcnow()
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.subject).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(now + validity[0]).not_valid_after(now + validity[1]))

    def issue(self, name, uris=(), dns=(), addresses=(), validity=(-DAY, 5 * DAY), usage=ExtendedKeyUsageOID.CLIENT_AUTH, forged=False):
        """Paths of a certificate and its key. `forged`: in the authority's name, but not signed by it."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self.builder(subject, key, validity)
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        names = ([x509.DNSName(each) for each in dns] + [x509.UniformResourceIdentifier(each) for each in uris]
                 + [x509.IPAddress(ipaddress.ip_address(each)) for each in addresses])
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate = builder.sign(key if forged else self.key, hashes.SHA256())
        paths = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        write(paths[0], certificate.public_bytes(serialization.Encoding.PEM))
        write(paths[1], key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return paths

    def issue_server(self, name="server"):
        return self.issue(name, dns=["localhost"], addresses=["127.0.0.1"], usage=ExtendedKeyUsageOID.SERVER_AUTH)

    def issue_any(self, name, **names):
        """One that is good for either side."""
        return self.issue(name, usage=None, **names)

    @staticmethod
    def lock(key, path):
        """Puts `key` at `path`, behind a password."""
        subprocess.run(["openssl", "ec", "-in", key, "-aes256", "-passout", "pass:test", "-out", path], check=True, capture_output=True, timeout=60)
        path.chmod(0o600)
