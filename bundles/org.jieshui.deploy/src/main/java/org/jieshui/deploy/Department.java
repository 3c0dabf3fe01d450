package org.jieshui.deploy;

import java.util.Set;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import org.osgi.framework.Version;

/**
 * What a bundle says of itself in its manifest.
 *
 * @param version as it will run: a SNAPSHOT gets a qualifier of its own, so that two builds of it can be told apart and run side by side
 */
record Department(String module, String bundle, Version version, boolean renamed) {

    /** Modules of the platform itself: they come with the distribution and are changed with it. */
    static final Set<String> PLATFORM = Set.of("archive", "cases", "deploy", "identity", "notifications", "print", "rest", "shell", "webconsole");

    private static final Pattern MODULE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
    private static final String SNAPSHOT = "SNAPSHOT";
    private static final int SHORT = 8;

    static Department of(Attributes main, String sha256) throws RefusedException {
        var name = main.getValue("Bundle-SymbolicName");
        if (name == null || !"2".equals(main.getValue("Bundle-ManifestVersion"))) {
            throw new RefusedException("not-a-bundle", "不是 OSGi 模块包：清单里没有 Bundle-SymbolicName 或 Bundle-ManifestVersion: 2。请部署构建出来的 jar",
                    "It is no OSGi bundle: its manifest lacks Bundle-SymbolicName or Bundle-ManifestVersion: 2. Deploy the jar that the build made");
        }
        var bundle = name.replaceFirst(";.*", "").strip();
        var module = main.getValue(ModuleReader.HEADER);
        if (module == null || !MODULE.matcher(module.strip()).matches() || !NAME.matcher(bundle).matches()) {
            throw new RefusedException("not-a-department", "不是部门模块：清单里没有（合法的）" + ModuleReader.HEADER + "。在 bnd.bnd 里写一行 " + ModuleReader.HEADER + ": <id>",
                    "It is no department: its manifest has no (valid) " + ModuleReader.HEADER + ". A line '" + ModuleReader.HEADER + ": <id>' in bnd.bnd makes it one");
        }
        if (main.getValue("Fragment-Host") != null || name.replaceAll("\\s", "").contains("singleton:=true") || main.getValue("Export-Package") != null) {
            throw new RefusedException("not-a-department", "部门模块不能是片段（Fragment-Host）、不能是单例（singleton），也不能导出包（Export-Package）：否则换版时会牵动别的模块。请去掉",
                    "A department is no fragment (Fragment-Host), no singleton, and exports no package (Export-Package): a replacement would touch others. Take that out of its manifest");
        }
        if (PLATFORM.contains(module.strip())) {
            throw platform(bundle);
        }
        return versioned(module.strip(), bundle, main.getValue("Bundle-Version"), sha256);
    }

    static RefusedException platform(String bundle) {
        return new RefusedException("platform", bundle + " 属于平台本身，不能从这里替换。平台随新的发行版更新",
                bundle + " is part of the platform itself and is not replaced here. The platform is updated with a new distribution").with("bundle", bundle);
    }

    private static Department versioned(String module, String bundle, String written, String sha256) throws RefusedException {
        try {
            var version = Version.parseVersion(written == null ? null : written.strip());
            var snapshot = version.getQualifier().equals(SNAPSHOT);
            return new Department(module, bundle, snapshot ? new Version(version.getMajor(), version.getMinor(), version.getMicro(), SNAPSHOT + "-" + sha256.substring(0, SHORT)) : version, snapshot);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("not-a-bundle", "版本号 " + written + " 不合规（应为 1.2.3.qualifier）", "The version " + written + " is none (1.2.3.qualifier)");
        }
    }
}
