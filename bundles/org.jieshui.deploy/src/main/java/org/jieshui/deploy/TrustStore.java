package org.jieshui.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The keys that the operator trusts, under the names that he gave them. A key is trusted, not its issuer. */
record TrustStore(List<Key> keys) {

    record Key(String name, PublicKey key) {}

    /** @return empty when there is no such file */
    static TrustStore read(Path file, String password) throws RefusedException {
        if (!Files.exists(file)) {
            return new TrustStore(List.of());
        }
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            var keys = new ArrayList<Key>();
            for (var alias : Collections.list(store.aliases())) {
                keys.add(new Key(alias, store.getCertificate(alias).getPublicKey()));
            }
            return new TrustStore(keys);
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedException("trust-store", "信任库 " + file.getFileName() + " 读不出来（" + e.getMessage() + "）。请检查文件和 trustStorePassword",
                    "The trust store " + file.getFileName() + " cannot be read (" + e.getMessage() + "). Check the file and trustStorePassword");
        }
    }

    Optional<String> name(PublicKey key) {
        return keys.stream().filter(k -> k.key.equals(key)).map(Key::name).findFirst();
    }
}
