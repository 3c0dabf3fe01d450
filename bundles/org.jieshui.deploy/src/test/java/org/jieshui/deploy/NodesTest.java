package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one database: what goes through the gate of one happens on the others, one after the other, if it is well there. */
class NodesTest extends GateFixture {

    private Platform first;
    private Platform second;

    @BeforeEach
    void secondNode() throws Exception {
        first = new Platform(framework, modules, gate, failures);
        distribution("1.0.0");
        second = node("second");
        distribution("1.0.0");
        gate.restore();
    }

    @Test
    void anotherNodeFollows() throws Exception {
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("quality", "1.0.0"), Map.of())));
        assertThat(nodes()).containsExactly("running");
        on(second);
        assertThat(active()).isEqualTo("1.0.0");
        gate.follow();
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");
        assertThat(modules.active("quality")).isPresent();
        assertThat(nodes()).containsExactly("running", "running");
        assertThat(journal).contains("deploy module.followed module/survey", "deploy module.followed module/quality");

        modules.activeBundle("survey").orElseThrow().stop();
        first.gate().remove(OPERATOR, "quality", true);
        gate.follow();
        assertThat(modules.active("quality")).isEmpty();
        assertThat(active()).as("stopped by hand").isEqualTo("none");
        assertThat(history()).containsExactly("2.0.0 running", "1.0.0 replaced");
    }

    @Test
    void afterTheWatchTheOldOneGoesAndOtherNodesFollow() throws Exception {
        watchSeconds = 60;
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);
        gate.follow();
        assertThat(active()).as("not yet").isEqualTo("1.0.0");

        now = now.plusSeconds(60);
        gate.follow();
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).as("it is watched here too").containsExactly("1.0.0", "2.0.0");
        on(first);
        gate.look();
        assertThat(installed()).containsExactly("2.0.0");

        now = now.plusSeconds(60);
        on(second);
        gate.look();
        assertThat(installed()).containsExactly("2.0.0");
    }

    /** Somebody on that node has it as it was, and the history says why. */
    @Test
    void whereItIsNotHealthyTheOldOneGoesOnAndItIsTriedAgain() throws Exception {
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);
        now = now.plusSeconds(1);
        seconds = 0;
        vitals = (bundle, old) -> () -> Text.of("证书", "its certificate");

        gate.follow();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(nodes()).containsExactly("running", "failed");
        assertThat(gate.history("survey", Long.MAX_VALUE, 1).get(0).nodes().get(1).reason().zh()).contains("没有就绪", "证书");
        assertThat(history()).as("elsewhere it runs").startsWith("2.0.0 running");
        assertThat(journal).contains("deploy module.not-followed module/survey");

        vitals = (bundle, old) -> () -> null;
        now = now.plusSeconds(299);
        gate.follow();
        assertThat(active()).as("not every three seconds").isEqualTo("1.0.0");
        now = now.plusSeconds(1);
        gate.follow();
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(nodes()).containsExactly("running", "running");
    }

    /** A start does not bring in what was not healthy there. */
    @Test
    void whatANodeDidNotTakeOverItTriesAgainAfterAStart() throws Exception {
        runsOnBoth("1.1.0");
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);
        now = now.plusSeconds(1);
        seconds = 0;
        vitals = (bundle, old) -> () -> Text.of("证书", "its certificate");
        gate.follow();

        restart("second");

        assertThat(active()).isEqualTo("1.1.0");
        assertThat(nodes()).containsExactly("running", "failed");
        vitals = (bundle, old) -> () -> null;
        now = now.plusSeconds(300);
        gate.follow();
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");
    }

    @Test
    void nodesFollowOneAfterTheOther() throws Exception {
        watchSeconds = 60;
        var third = node("third");
        distribution("1.0.0");
        gate.restore();
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        now = now.plusSeconds(60);

        on(second);
        gate.follow();
        assertThat(active()).isEqualTo("2.0.0");
        on(third);
        gate.follow();
        assertThat(active()).as("the second is still watched").isEqualTo("1.0.0");
        now = now.plusSeconds(60);
        gate.follow();
        assertThat(active()).isEqualTo("2.0.0");
    }

    /** One node's traffic shows what the first one's did not. */
    @Test
    void whatFailsOnOneNodeIsOutAgainOnAll() throws Exception {
        watchSeconds = 60;
        on(first);
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), CLASS)));
        now = now.plusSeconds(60);
        gate.look();
        on(second);
        gate.follow();

        fail(5);
        gate.look();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(history()).containsExactly("2.0.0 rolled-back", "1.0.0 running");
        on(first);
        gate.follow();
        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
    }

    @Test
    void aNewerDeploymentThroughAnotherNodeEndsTheWatch() throws Exception {
        watchSeconds = 60;
        on(first);
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), CLASS)));
        fail(5);
        on(second);
        deploy("3.0.0", UnaryOperator.identity());
        on(first);

        gate.look();

        assertThat(history()).startsWith("3.0.0 running", "2.0.0 replaced");
        assertThat(journal).doesNotContain("deploy module.rolled-back module/survey");
    }

    /** A load balancer brings the operator to another node than the one before. */
    @Test
    void aWayBackThroughANodeThatHasNotFollowedReachesTheOneThatWatches() throws Exception {
        watchSeconds = 60;
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);

        var answer = gate.rollBack(OPERATOR, "survey", id("1.0.0"));

        assertThat(answer.deployment().outcome()).isEqualTo("running");
        assertThat(history()).containsExactly("1.0.0 running", "2.0.0 replaced", "1.0.0 replaced");
        assertThat(active()).isEqualTo("1.0.0");
        on(first);
        gate.look();
        gate.follow();
        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
    }

    /** What is wanted serves there: nobody's request is to wait for it. */
    @Test
    void aWayBackToWhatRunsHereStopsNothing() throws Exception {
        runsOnBoth("1.1.0");
        watchSeconds = 60;
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);
        var runs = modules.activeBundle("survey").orElseThrow();

        gate.rollBack(OPERATOR, "survey", id("1.1.0"));

        assertThat(modules.activeBundle("survey")).contains(runs);
        assertThat(history()).startsWith("1.1.0 running", "2.0.0 replaced");
        assertThat(nodes()).containsExactly("running");
    }

    @Test
    void whatWasReplacedWhileANodeFollowedDoesNotTakeOverThere() throws Exception {
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        long back = id("1.0.0");
        vitals = (bundle, old) -> () -> {
            vitals = (b, o) -> () -> null;
            first.gate().rollBack(OPERATOR, "survey", back);
            return null;
        };
        on(second);

        gate.follow();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(gate.history("survey", Long.MAX_VALUE, 9).get(1).nodes()).as("2.0.0 ran on the first one alone").hasSize(1);
        assertThat(journal).doesNotContain("deploy module.not-followed module/survey");
    }

    /** The commit is done and its answer lost: what the database says counts, and no node is without the department. */
    @Test
    void aTakeOverThatIsWrittenThoughNobodyHeardOfItHappens() throws Exception {
        runsOnBoth("1.1.0");
        on(first);
        vitals = (bundle, old) -> () -> {
            vitals = (b, o) -> () -> null;
            loss = Loss.OF_THE_ANSWER;
            return null;
        };

        assertThatThrownBy(() -> deploy("2.0.0", UnaryOperator.identity())).isInstanceOf(DatabaseException.class);

        assertThat(active()).isEqualTo("1.1.0");
        assertThat(history()).startsWith("2.0.0 running", "1.1.0 replaced");
        for (var node : List.of(second, first)) {
            on(node);
            gate.follow();
            assertThat(active()).isEqualTo("2.0.0");
        }
    }

    @Test
    void aDeploymentWhoseEndCannotBeWrittenDownIsEndedLater() throws Exception {
        on(first);
        vitals = (bundle, old) -> () -> {
            vitals = (b, o) -> () -> null;
            loss = Loss.OF_THE_CONNECTION;
            return null;
        };

        assertThatThrownBy(() -> deploy("2.0.0", UnaryOperator.identity())).isInstanceOf(DatabaseException.class);

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(history()).startsWith("2.0.0 starting");
        gate.follow();
        assertThat(history()).startsWith("2.0.0 rolled-back");
        assertThat(installed()).containsExactly("1.0.0");
    }

    /** Nothing stays behind that would be taken for what another node deploys then. */
    @Test
    void whatCannotBeginIsGone() throws Exception {
        on(first);
        rehearsals = (schema, bundle, scripts, unused) -> {
            loss = Loss.OF_THE_CONNECTION;
            return new Rehearsal(List.of(), 0, List.of(), Duration.ZERO, null, List.of());
        };

        assertThatThrownBy(() -> deploy("2.0.0", with("Jieshui-Schema", "survey"))).isInstanceOf(DatabaseException.class);

        assertThat(installed()).containsExactly("1.0.0");
        assertThat(active()).isEqualTo("1.0.0");
    }

    /** A new distribution comes to the nodes one by one. */
    @Test
    void whatANewerDistributionReplacedElsewhereGoesOnUntilItComesHere() throws Exception {
        runsOnBoth("1.1.0");
        newDistributionOnTheFirst("1.2.0");
        assertThat(active()).isEqualTo("1.2.0");
        assertThat(history()).startsWith("1.1.0 replaced");

        on(second);
        gate.follow();
        assertThat(active()).isEqualTo("1.1.0");
        distribution("1.2.0");
        gate.follow();
        assertThat(active()).isEqualTo("1.2.0");
        assertThat(installed()).containsExactly("1.2.0");
    }

    /** It keeps its place in the history, with its content, and is the distribution's department as before. */
    @Test
    void whatGoesOnAfterANewerDistributionElsewhereIsReplacedLikeAnyOther() throws Exception {
        runsOnBoth("1.1.0");
        newDistributionOnTheFirst("1.2.0");
        on(second);

        deploy("1.3.0", UnaryOperator.identity());

        assertThat(history()).containsExactly("1.3.0 running", "1.1.0 replaced", "1.0.0 replaced");
        assertThat(code(() -> gate.remove(OPERATOR, "survey", true))).isEqualTo("deploy/shipped");
    }

    @Test
    void ofTwoAtOnceThroughTwoNodesTheLaterOneRuns() throws Exception {
        on(first);
        vitals = (bundle, old) -> () -> {
            vitals = (b, o) -> () -> null;
            second.gate().deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "3.0.0"), Map.of())));
            return null;
        };

        assertThat(refused("2.0.0", UnaryOperator.identity())).isEqualTo("deploy/overtaken");

        assertThat(history()).startsWith("3.0.0 running", "2.0.0 rolled-back");
        assertThat(active()).isEqualTo("1.0.0");
        gate.follow();
        assertThat(active()).isEqualTo("3.0.0");
        assertThat(installed()).containsExactly("3.0.0");
    }

    @Test
    void whereTheVersionBeforeWasNeverTakenOverAnUndoKeepsTheOneThatStandsBy() throws Exception {
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);
        now = now.plusSeconds(1);
        seconds = 0;
        vitals = (bundle, old) -> () -> Text.of("证书", "its certificate");
        gate.follow();
        seconds = 60;
        vitals = (bundle, old) -> () -> null;
        watchSeconds = 60;
        on(first);
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "3.0.0"), CLASS)));
        now = now.plusSeconds(60);
        gate.look();
        on(second);
        gate.follow();
        assertThat(active()).isEqualTo("3.0.0");

        fail(5);
        gate.look();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(history()).startsWith("3.0.0 rolled-back", "2.0.0 running");
        assertThat(gate.history("survey", Long.MAX_VALUE, 9).get(1).nodes()).extracting(Deployment.OnNode::outcome).containsExactly("running", "failed");
    }

    /** Killed while it tried once more. */
    @Test
    void whatATryLeftBehindIsNotTakenForTheVersionItself() throws Exception {
        runsOnBoth("1.1.0");
        on(first);
        deploy("2.0.0", UnaryOperator.identity());
        on(second);
        seconds = 0;
        vitals = (bundle, old) -> () -> Text.of("证书", "its certificate");
        gate.follow();
        framework.getBundleContext().installBundle("jieshui:" + gate.running().get(0).sha256(), new ByteArrayInputStream(gate.content(gate.running().get(0))));

        restart("second");

        assertThat(active()).isEqualTo("1.1.0");
        assertThat(installed()).containsExactly("1.1.0");
    }

    private void runsOnBoth(String version) {
        on(first);
        deploy(version, UnaryOperator.identity());
        on(second);
        gate.follow();
    }

    private void newDistributionOnTheFirst(String version) throws Exception {
        on(first);
        stop();
        startFramework("cache");
        distribution(version);
        gate.restore();
    }

    private long id(String version) {
        return gate.history("survey", Long.MAX_VALUE, 50).stream().filter(d -> d.version().equals(version)).findFirst().orElseThrow().id();
    }
}
