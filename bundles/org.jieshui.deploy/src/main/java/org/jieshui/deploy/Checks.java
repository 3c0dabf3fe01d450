package org.jieshui.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.DataCheck;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.Rehearsals;
import org.jieshui.platform.api.persistence.Rehearsals.Conflict;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What is asked of a department before anything of it runs. */
final class Checks {

    private static final String SCHEMA = "Jieshui-Schema";
    /** {@code table} and {@code table.column}, with commas: what this version no longer uses, so that the next may drop it. */
    private static final String UNUSED = "Jieshui-Unused";
    private static final int MOST_NAMED = 8;

    private final BundleContext context;
    private final DeploymentStore store;
    private final Installed installed;
    private final Rehearsals rehearsals;
    private final Supplier<List<DataCheck>> dataChecks;

    Checks(BundleContext context, DeploymentStore store, Installed installed, Rehearsals rehearsals, Supplier<List<DataCheck>> dataChecks) {
        this.context = context;
        this.store = store;
        this.installed = installed;
        this.rehearsals = rehearsals;
        this.dataChecks = dataChecks;
    }

    void names(Department d) throws RefusedException {
        for (var bundle : context.getBundles()) {
            var module = Installed.module(bundle);
            boolean sameName = d.bundle().equals(bundle.getSymbolicName());
            if (sameName && module.isEmpty()) {
                throw Department.platform(d.bundle());
            }
            if (module.isPresent() && sameName != module.get().equals(d.module())) {
                throw new RefusedException("other-bundle", "模块 " + module.get() + " 由 " + bundle.getSymbolicName() + " 提供，不是 " + d.bundle() + "。请给您的部门换一个模块名或包名，或先移除那个模块",
                        "The module " + module.get() + " is the bundle " + bundle.getSymbolicName() + ", not " + d.bundle() + " with the module " + d.module()
                                + ". Give your department another id or name, or remove that module first").with("bundle", bundle.getSymbolicName());
            }
        }
    }

    void version(Department d, String sha256) throws RefusedException {
        boolean shipped = installed.of(d.module()).stream().anyMatch(b -> !Installed.isOurs(b) && b.getVersion().equals(d.version()));
        if (shipped && !store.isKnown(d.module(), sha256) || store.isUsed(d.module(), d.version().toString(), sha256)) {
            throw new RefusedException("version-used", "版本 " + d.version() + " 已经用过，内容不同。请提高版本号后重新构建",
                    "The version " + d.version() + " was used before, with other content. Raise the version and build again").with("version", d.version().toString());
        }
    }

    /** Processes and whatever else it brings for others to read. */
    void data(Path jar) throws RefusedException {
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : Collections.list(file.entries())) {
                if (!entry.isDirectory() && !entry.getName().endsWith(".class")) {
                    data(entry.getName(), file.getInputStream(entry).readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void data(String path, byte[] content) throws RefusedException {
        for (var check : dataChecks.get()) {
            var wrong = check.wrong(path, content);
            if (!wrong.isEmpty()) {
                throw new RefusedException("invalid-data", path + " 有误：" + joined(wrong.stream().map(Text::zh).toList(), "；") + "。请改正后重新构建",
                        path + " is wrong: " + joined(wrong.stream().map(Text::en).toList(), "; ") + ". Correct it and build again").with("file", path).with("wrong", wrong);
            }
        }
    }

    private static String joined(List<String> all, String between) {
        return String.join(between, all.subList(0, Math.min(MOST_NAMED, all.size()))) + (all.size() > MOST_NAMED ? " …" : "");
    }

    /** What it says about itself, whether all is there that it needs, and what its scripts would do. @param old the version that runs, or null */
    Rehearsal installed(Bundle fresh, Department d, Bundle old) throws RefusedException {
        try {
            ModuleReader.read(d.module(), fresh);
        } catch (IOException | RuntimeException e) {
            throw new RefusedException("description", "模块说明有误：" + e.getMessage() + "。请改正后重新构建", "What it says about itself is wrong: " + e.getMessage() + ". Correct it and build again");
        }
        new Resolution(context).check(fresh);
        return rehearsal(fresh, old);
    }

    private Rehearsal rehearsal(Bundle fresh, Bundle old) throws RefusedException {
        var schema = fresh.getHeaders("").get(SCHEMA);
        if (schema == null || schema.isBlank()) {
            return null;
        }
        var rehearsal = rehearse(schema.strip(), fresh, old);
        var failure = rehearsal.failure();
        if (failure != null) {
            var where = failure.script() + (failure.line() == 0 ? "" : ":" + failure.line()) + (failure.script().isEmpty() ? "" : " ") + failure.error();
            throw new RefusedException("migration-failed", "数据表升级在副本上试运行失败（" + where + "）。正式的数据表没有动，运行中的版本照常。请改正脚本后重新构建",
                    "Its migration failed on a copy of the tables (" + where + "). The tables themselves were not touched and the version that runs goes on. Correct the script and build again").with("script", failure.script());
        }
        if (!rehearsal.conflicts().isEmpty()) {
            throw new RefusedException("destructive-migration", "数据表升级后，正在运行的版本将无法工作：" + named(rehearsal.conflicts(), true) + "。先发一个不再使用它们的版本（清单里写 " + UNUSED + "），下一版再删改",
                    "After its migration the version that runs could not go on: " + named(rehearsal.conflicts(), false) + ". First deploy a version that no longer uses them (" + UNUSED + " in its manifest), then one that changes them")
                    .with("conflicts", rehearsal.conflicts());
        }
        return rehearsal;
    }

    private Rehearsal rehearse(String schema, Bundle fresh, Bundle old) throws RefusedException {
        try {
            return rehearsals.rehearse(schema, fresh.getSymbolicName(), Installed.texts(fresh, "db", "*.sql"), unused(old));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DatabaseException e) {
            throw new RefusedException("no-copy", "不能为数据表建立试运行的副本（" + RefusedException.cause(e) + "）。外部数据库：给 owner 角色 CREATEDB 权限，并留出空间",
                    "No copy of its tables can be made to try the migration on (" + RefusedException.cause(e) + "). External database: give the owner's role CREATEDB, and room");
        }
    }

    private static Set<String> unused(Bundle old) {
        var header = old == null ? null : old.getHeaders("").get(UNUSED);
        return header == null ? Set.of() : Arrays.stream(header.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private static String named(List<Conflict> conflicts, boolean zh) {
        return joined(conflicts.stream().map(conflict -> conflict.object() + " " + words(conflict, zh)).toList(), zh ? "；" : "; ");
    }

    private static String words(Conflict conflict, boolean zh) {
        return switch (conflict.kind()) {
            case GONE -> zh ? "被删除或改名" : "is dropped or renamed";
            case RETYPED -> zh ? "由 " + conflict.before() + " 变为 " + conflict.after() : "changes from " + conflict.before() + " to " + conflict.after();
            case TIGHTENED -> zh ? "收紧为 " + conflict.after() : "is tightened to " + conflict.after();
            case FORBIDDEN -> zh ? "权限被收回" : "is no longer permitted";
        };
    }
}
