package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("identity", Lookups.class);
    @TempDir
    Path data;
    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");

    @BeforeEach
    void empty() {
        Installation.clear(DB);
    }

    @Test
    void anEmptyInstallationHasThreeAdministratorsWithOneTimePasswordsAndNobodyElse() throws IOException {
        var node = start(false);
        var logins = logins(FirstStart.FIRST_LOGINS);
        assertThat(logins).containsOnlyKeys("sysadmin", "secadmin", "auditadmin");
        logins.forEach((account, password) -> assertThat(node.sessions.signIn(account, password, "10.0.0.1", null).known().mustChangePassword()).isTrue());
        assertThat(node.system().permissions()).containsExactly("post:system");
        assertThat(node.security().permissions()).containsExactly("post:security");
        assertThat(node.audit().permissions()).containsExactly("post:audit");
        assertThat(node.directory.districts()).isEmpty();
        assertThat(Files.exists(data.resolve(FirstStart.SAMPLE_LOGINS))).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(FirstStart.FIRST_LOGINS)))).isEqualTo("rw-------");
    }

    @Test
    void theSampleHasPeopleInEveryDepartmentWhoCanSignIn() throws IOException {
        var node = start(true);
        var logins = logins(FirstStart.SAMPLE_LOGINS);
        assertThat(new HashSet<>(logins.values())).as("all different").hasSameSizeAs(logins.keySet());
        for (var department : node.directory.departments()) {
            assertThat(node.directory.members(department.id())).as(department.id()).hasSizeBetween(2, 8);
        }
        assertThat(node.directory.districts()).extracting("id").contains("lixia", "shizhong", "huaiyin", "tianqiao", "licheng", "gaoxin", "zhangqiu");
        var steward = node.sessions.signIn("wangxiulan", logins.get("wangxiulan"), "10.0.0.1", null).known();
        assertThat(steward.mustChangePassword()).isFalse();
        assertThat(steward.actor().districts()).containsExactlyInAnyOrder("lixia", "gaoxin");
        assertThat(node.actor("lvdawei").external()).isTrue();
        assertThat(node.firstStart.sample()).isTrue();
    }

    @Test
    void everyDistrictHasAStewardAndSurveyors() {
        var node = start(true);
        node.permission("steward", "steward");
        node.permission("survey", "designer", "network-engineer", "engineer", "meter-keeper", "construction-crew");
        for (var district : node.directory.districts()) {
            assertThat(node.directory.withPermission("customer-service", "steward", district.id())).as(district.id()).isNotEmpty();
            for (var department : new String[] {"design", "network", "engineering", "marketing", "construction-unit"}) {
                assertThat(node.directory.withPermission(department, "survey", district.id())).as(district.id() + " " + department).isNotEmpty();
            }
        }
    }

    @Test
    void theSecondStartChangesNothing() throws IOException {
        start(false);
        var before = Files.readString(data.resolve(FirstStart.FIRST_LOGINS));
        var node = start(true);
        assertThat(Files.readString(data.resolve(FirstStart.FIRST_LOGINS))).isEqualTo(before);
        assertThat(node.firstStart.sample()).as("the installation was made without").isFalse();
        assertThat(node.directory.members("design")).isEmpty();
    }

    @Test
    void withoutTheFileNothingIsFilled() throws IOException {
        var notAFolder = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> new Installation(DB.database(), clock, new Installation.Config(), notAFolder, false)).hasMessageContaining("Cannot write");
        assertThat(start(false).system()).isNotNull();
    }

    @Test
    void anOperatorResetsAnAdministratorsPasswordAtStart() throws IOException {
        var node = start(false);
        for (int i = 0; i < 6; i++) {
            SessionsTest.problem(() -> node.signIn("secadmin", "wrong"));
        }
        new FirstStart(DB.database(), clock, node.hasher, data, false, "secadmin");
        assertThat(node.sessions.signIn("secadmin", logins(FirstStart.FIRST_LOGINS).get("secadmin"), "10.0.0.1", null).known().mustChangePassword()).isTrue();
        node.lookups.forget();
        assertThat(node.logs.journal(node.audit(), "person.password-reset", null, null, null, null).items()).singleElement()
                .satisfies(e -> assertThat(e.actor()).isZero());
    }

    private Installation start(boolean sample) {
        return new Installation(DB.database(), clock, new Installation.Config(), data, sample);
    }

    private Map<String, String> logins(String file) throws IOException {
        var logins = new HashMap<String, String>();
        for (var line : Files.readAllLines(data.resolve(file))) {
            if (!line.startsWith("#")) {
                logins.put(line.split("\t")[0], line.split("\t")[1]);
            }
        }
        return logins;
    }
}
