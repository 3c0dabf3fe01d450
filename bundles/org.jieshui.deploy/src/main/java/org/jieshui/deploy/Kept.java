package org.jieshui.deploy;

import java.nio.file.Files;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** Puts in again what the history keeps. */
final class Kept {

    private final DeploymentStore store;
    private final Installed installed;

    Kept(DeploymentStore store, Installed installed) {
        this.store = store;
        this.installed = installed;
    }

    /** Nothing of it runs yet. */
    Bundle install(Deployment d) throws RefusedException {
        var content = store.content(d.sha256()).orElseThrow(() -> lost(d));
        return Digests.withFile(file -> {
            Files.write(file, content);
            if (!Digests.sha256(file).equals(d.sha256())) {
                throw lost(d);
            }
            var jar = Jar.read(file);
            var read = Department.of(jar.main(), d.sha256());
            return installed.install(jar, new Department(read.module(), read.bundle(), Version.parseVersion(d.version()), !d.version().equals(read.version().toString()) || read.renamed()), d.sha256());
        });
    }

    private static RefusedException lost(Deployment d) {
        return new RefusedException("not-kept", "数据库里没有第 " + d.id() + " 次部署的完整内容。请重新部署该版本", "The content of deployment " + d.id() + " is not in the database as it was. Deploy that version again");
    }
}
