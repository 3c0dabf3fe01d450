package org.jieshui.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A file that was handed in, read once to its end: what its manifest says and who signed all of it.
 *
 * @param signed   whether it has any signature
 * @param signers  certificates whose keys signed every single entry
 * @param uncovered an entry that nobody signed, or null
 */
record Jar(Path file, Attributes main, boolean signed, Set<X509Certificate> signers, String uncovered) {

    /** What is unpacked may be so many times the size of the file at most. */
    private static final int MOST_UNPACKED = 64;

    static Jar read(Path file) throws RefusedException {
        try (var jar = new JarFile(file.toFile(), true)) {
            var names = new HashSet<String>();
            var signed = false;
            Set<X509Certificate> signers = null;
            String uncovered = null;
            var left = Math.max(1, Files.size(file)) * MOST_UNPACKED;
            for (var entry : Collections.list(jar.entries())) {
                var name = entry.getName();
                if (!names.add(name)) {
                    throw unreadable("it holds " + name + " twice");
                }
                if (entry.isDirectory()) {
                    continue;
                }
                left = readToTheEnd(jar, entry, left);
                if (isSignature(name)) {
                    signed = signed || name.toUpperCase(Locale.ROOT).endsWith(".SF");
                } else if (!name.equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
                    var of = signersOf(entry);
                    uncovered = of.isEmpty() && uncovered == null ? name : uncovered;
                    if (signers == null) {
                        signers = of;
                    } else {
                        signers.retainAll(of);
                    }
                }
            }
            var manifest = jar.getManifest();
            return new Jar(file, manifest == null ? new Attributes() : manifest.getMainAttributes(), signed, signers == null ? Set.of() : signers, uncovered);
        } catch (SecurityException e) {
            throw new RefusedException("tampered", "文件在签名之后被改过（" + e.getMessage() + "）。请向开发方索取原件，核对摘要后再部署",
                    "The file was changed after it was signed (" + e.getMessage() + "). Get the original from whoever built it and compare its digest");
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e.getMessage());
        }
    }

    private static RefusedException unreadable(String why) {
        return new RefusedException("unreadable", "文件不是完整的 jar（" + why + "）。可能没有传完，请重新上传或重新构建",
                "The file is no whole jar (" + why + "). It may have been cut off: send it again, or build it again");
    }

    private static long readToTheEnd(JarFile jar, JarEntry entry, long most) throws IOException, RefusedException {
        var buffer = new byte[64 * 1024];
        var left = most;
        try (var in = jar.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw unreadable("it unpacks to more than " + MOST_UNPACKED + " times its size");
                }
            }
        }
        return left;
    }

    private static Set<X509Certificate> signersOf(JarEntry entry) {
        var of = new LinkedHashSet<X509Certificate>();
        var signers = entry.getCodeSigners();
        if (signers != null) {
            Arrays.stream(signers).map(signer -> signer.getSignerCertPath().getCertificates().get(0)).filter(X509Certificate.class::isInstance).map(X509Certificate.class::cast).forEach(of::add);
        }
        return of;
    }

    private static boolean isSignature(String name) {
        return name.toUpperCase(Locale.ROOT).matches("META-INF/(SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC))");
    }

    /** @return the trusted key's name; null: nobody signed it, and that is allowed */
    String signer(TrustStore trusted, boolean unsignedToo, Instant now) throws RefusedException {
        if (!signed) {
            if (unsignedToo) {
                return null;
            }
            throw new RefusedException("unsigned", "没有签名。请用受信任的密钥签名（jarsigner）后再部署",
                    "It is not signed. Sign it with a trusted key (jarsigner) and deploy that file");
        }
        if (uncovered != null) {
            throw new RefusedException("tampered", "签名不包括 " + uncovered + "：签名之后加进去的，或者签名算法已不被接受。请重新构建并签名",
                    "The signature does not cover " + uncovered + ": it was added afterwards, or the algorithm is no longer accepted. Build and sign it again").with("entry", uncovered);
        }
        var known = signers.stream().filter(certificate -> trusted.name(certificate.getPublicKey()).isPresent()).toList();
        if (known.isEmpty()) {
            var who = signers.stream().map(certificate -> certificate.getSubjectX500Principal().getName()).findFirst().orElse("-");
            throw new RefusedException("wrong-key", "签名的密钥（" + who + "）不在本装置的信任库里。确认来源后，由管理员把它的证书导入 etc/trusted.p12",
                    "The key that signed it (" + who + ") is not in this installation's trust store. If you know where it comes from, the operator imports its certificate into etc/trusted.p12").with("signer", who);
        }
        var valid = known.stream().filter(certificate -> !now.isAfter(certificate.getNotAfter().toInstant())).findFirst();
        if (valid.isEmpty()) {
            Date until = known.get(0).getNotAfter();
            throw new RefusedException("key-expired", "签名证书已于 " + until.toInstant() + " 到期。请换新证书签名，并导入信任库",
                    "The certificate of the signature expired at " + until.toInstant() + ". Sign with a new one and import that into the trust store");
        }
        return trusted.name(valid.get().getPublicKey()).orElseThrow();
    }

    /** The same content under another version, without the signature that it no longer has. */
    void writeAs(String version, OutputStream out) throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            var manifest = new Manifest(jar.getManifest());
            manifest.getEntries().clear();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (var written = new JarOutputStream(out, manifest)) {
                for (var entry : Collections.list(jar.entries())) {
                    if (!isSignature(entry.getName()) && !entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
                        written.putNextEntry(new JarEntry(entry.getName()));
                        try (var in = jar.getInputStream(entry)) {
                            in.transferTo(written);
                        }
                        written.closeEntry();
                    }
                }
            }
        }
    }
}
