package org.jieshui.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/** Whether an installed bundle finds all that it needs in what runs. Nothing of it is started, and nothing else is wired anew. */
final class Resolution {

    private static final Pattern PACKAGE = Pattern.compile("\\(" + PackageNamespace.PACKAGE_NAMESPACE + "=([^)]+)\\)");
    private static final Pattern AT_LEAST = Pattern.compile("\\(" + PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE + ">=([^)]+)\\)");
    private static final Pattern API = Pattern.compile("org\\.jieshui\\.(.+\\.)?api(\\..+)?");

    private final BundleContext context;

    Resolution(BundleContext context) {
        this.context = context;
    }

    void check(Bundle bundle) throws RefusedException {
        var wiring = context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
        for (var requirement : bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
            if (isMandatory(requirement) && wiring.findProviders(requirement).stream().noneMatch(capability -> runs(capability, bundle))) {
                throw missing(requirement);
            }
        }
        if (!wiring.resolveBundles(Set.of(bundle))) {
            throw new RefusedException("unresolved", "它引用的包彼此冲突，和正在运行的对不上。请按当前平台版本重新构建",
                    "The packages that it uses do not fit together with what runs. Build it against this version of the platform");
        }
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        var resolution = requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
        var effective = requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
        return (resolution == null || resolution.equals(Namespace.RESOLUTION_MANDATORY)) && (effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE));
    }

    private static boolean runs(BundleCapability capability, Bundle asking) {
        var revision = capability.getRevision();
        return revision.getBundle().equals(asking) || revision.getWiring() != null && revision.getWiring().isInUse();
    }

    private RefusedException missing(BundleRequirement requirement) {
        var filter = Objects.toString(requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE), "");
        var name = PACKAGE.matcher(filter);
        if (!requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) || !name.find()) {
            var wanted = requirement.getNamespace() + " " + filter;
            return new RefusedException("missing-capability", "它需要 " + wanted + "，当前平台不提供。请在 " + version() + " 的平台上重新构建，或先更新平台",
                    "It needs " + wanted + ", which this platform does not provide. Build it for this platform (Java " + version() + "), or update the platform first").with("requirement", wanted);
        }
        var wanted = AT_LEAST.matcher(filter);
        var least = wanted.find() ? wanted.group(1) : "0";
        var there = versions(name.group(1));
        var refused = there.isEmpty() || there.stream().anyMatch(v -> v.compareTo(Version.parseVersion(least)) >= 0) || !API.matcher(name.group(1)).matches()
                ? new RefusedException("missing-import", "它引用的包 " + name.group(1) + "（" + filter + "）没有模块提供" + (there.isEmpty() ? "" : "，正在运行的版本是 " + there) + "。请把它打进包里，或按当前平台重新构建",
                        "Nobody provides the package " + name.group(1) + " that it imports (" + filter + ")" + (there.isEmpty() ? "" : "; what runs is " + there) + ". Bring it inside the bundle, or build against this platform")
                : new RefusedException("newer-api", "它要 " + name.group(1) + " " + least + " 或更新，正在运行的是 " + there + "。请先更新平台，或按当前接口重新构建",
                        "It needs " + name.group(1) + " " + least + " or newer; what runs is " + there + ". Update the platform first, or build it against the interface that runs");
        return refused.with("package", name.group(1)).with("wanted", filter).with("running", there.stream().map(Version::toString).toList());
    }

    private static String version() {
        return System.getProperty("java.specification.version");
    }

    private List<Version> versions(String packageName) {
        return Arrays.stream(context.getBundles()).map(bundle -> bundle.adapt(BundleWiring.class)).filter(Objects::nonNull)
                .flatMap(wiring -> wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()).filter(capability -> packageName.equals(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(capability -> (Version) capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)).distinct().sorted().toList();
    }
}
