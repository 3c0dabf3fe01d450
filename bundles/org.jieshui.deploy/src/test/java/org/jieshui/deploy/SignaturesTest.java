package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose signature lets a bundle in, and what is wrong with every other one. */
class SignaturesTest {

    private static final Map<String, String> FILES = Map.of("module.json", "{}", "org/example/A.class", "a", "org/example/B.class", "b");

    @TempDir
    static Path folder;

    private static Bundles bundles;
    private static Path it;
    private static TrustStore trusted;

    @BeforeAll
    static void keys() throws Exception {
        bundles = new Bundles(folder);
        it = bundles.key("it", 30);
        trusted = TrustStore.read(bundles.trusting(it, "it"), Bundles.PASSWORD);
    }

    @Test
    void aTrustedKeyThatSignedEverythingIsNamed() throws Exception {
        assertThat(signer(bundles.signed(jar(), it, "it"), false)).isEqualTo("it");
    }

    @Test
    void withoutASignatureOnlyInDevelopment() throws Exception {
        refused("unsigned", jar(), false);
        assertThat(signer(jar(), true)).isNull();
    }

    @Test
    void whatWasChangedAfterwardsIsTampered() throws Exception {
        var signed = bundles.signed(jar(), it, "it");
        for (boolean development : List.of(false, true)) {
            refused("tampered", Bundles.changed(signed, Map.of("org/example/A.class", "x")), development);
            refused("tampered", Bundles.changed(signed, Map.of("org/example/Added.class", "x")), development);
            refused("tampered", Bundles.changed(signed, Map.of("META-INF/services/added", "x")), development);
            refused("tampered", Bundles.changed(signed, Map.of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nBundle-SymbolicName: other\n\n")), development);
        }
    }

    @Test
    void aKeyThatIsNotInTheStoreIsRefusedByName() throws Exception {
        var stranger = bundles.key("stranger", 30);
        assertThat(refused("wrong-key", bundles.signed(jar(), stranger, "stranger"), true).reason().en()).contains("CN=stranger");
    }

    @Test
    void twoSignersOfWhichOneIsTrusted() throws Exception {
        var other = bundles.key("other", 30);
        assertThat(signer(bundles.signed(bundles.signed(jar(), other, "other"), it, "it"), false)).isEqualTo("it");
    }

    /** Each half by another key: nobody vouches for the whole. */
    @Test
    void aKeyThatSignedAPartOnlyDoesNotCount() throws Exception {
        var stranger = bundles.key("stranger2", 30);
        var mine = bundles.signed(jar(), it, "it");
        var added = bundles.signed(Bundles.changed(mine, Map.of("org/example/Added.class", "x")), stranger, "stranger2");
        refused("wrong-key", added, false);
    }

    @Test
    void anExpiredCertificate() throws Exception {
        var old = bundles.key("old", -1);
        var trustsOld = TrustStore.read(bundles.trusting(old, "old"), Bundles.PASSWORD);
        var jar = Jar.read(bundles.file(bundles.signed(jar(), old, "old")));
        assertThatThrownBy(() -> jar.signer(trustsOld, false, Instant.now())).isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.code()).isEqualTo("key-expired"));
    }

    @Test
    void aCutOffFileAndNoJarAtAll() throws Exception {
        var signed = bundles.signed(jar(), it, "it");
        for (var content : List.of(Arrays.copyOf(signed, signed.length / 2), Arrays.copyOf(signed, signed.length - 10), new byte[0], "text".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            refused("unreadable", content, true);
        }
    }

    @Test
    void aStoreThatCannotBeReadTrustsNobodyInSilence() throws Exception {
        assertThat(TrustStore.read(folder.resolve("none.p12"), "x").keys()).isEmpty();
        var broken = bundles.file("no store".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThatThrownBy(() -> TrustStore.read(broken, "x")).isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.code()).isEqualTo("trust-store"));
    }

    private static byte[] jar() {
        return Bundles.jar(Bundles.headers("survey", "1.0.0"), FILES);
    }

    private static String signer(byte[] jar, boolean development) throws Exception {
        return Jar.read(bundles.file(jar)).signer(trusted, development, Instant.now());
    }

    private static RefusedException refused(String code, byte[] jar, boolean development) {
        try {
            var signer = signer(jar, development);
            throw new AssertionError(code + " was expected, but " + signer + " is let in");
        } catch (RefusedException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            return e;
        } catch (Exception e) {
            throw new AssertionError(code, e);
        }
    }
}
