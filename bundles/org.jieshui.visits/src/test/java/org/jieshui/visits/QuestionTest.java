package org.jieshui.visits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static final Text ANY = Text.of("问", "Q");
    private static final Question SCORE = new Question("speed", ANY, "score", true, null);
    private static final Question CHOICE = new Question("told", ANY, "choice", true, List.of(new Question.Option("yes", ANY), new Question.Option("no", ANY)));
    private static final Question WORDS = new Question("words", ANY, "text", false, null);

    @Test
    void aWholeQuestionnaireIsTaken() {
        assertThat(Question.errors(List.of(SCORE, CHOICE, WORDS))).isEmpty();
    }

    @Test
    void whatIsWrongWithAQuestionnaireIsNamedPlaceByPlace() {
        assertThat(pointers(Question.errors(null))).containsExactly("/questions");
        assertThat(pointers(Question.errors(List.of()))).containsExactly("/questions");
        assertThat(pointers(Question.errors(new ArrayList<>(java.util.Collections.nCopies(31, SCORE))))).containsExactly("/questions");
        assertThat(pointers(Question.errors(Arrays.asList(SCORE, null)))).containsExactly("/questions/1");
        assertThat(pointers(Question.errors(List.of(SCORE, SCORE)))).containsExactly("/questions/1/id");
        assertThat(pointers(Question.errors(List.of(new Question("Ö", null, "stars", false, null))))).containsExactly("/questions/0/id", "/questions/0/text", "/questions/0/kind");
        assertThat(pointers(Question.errors(List.of(new Question("a", ANY, "choice", false, List.of(new Question.Option("x", ANY))))))).containsExactly("/questions/0/options");
        assertThat(pointers(Question.errors(List.of(new Question("a", ANY, "choice", false, List.of(new Question.Option("x", ANY), new Question.Option("x", null)))))))
                .containsExactly("/questions/0/options/1/id", "/questions/0/options/1/text");
        assertThat(pointers(Question.errors(List.of(new Question("a", ANY, "text", false, CHOICE.options()))))).containsExactly("/questions/0/options");
        assertThat(pointers(Question.errors(List.of(new Question("a", Text.of("长".repeat(201), "x"), "text", false, null))))).containsExactly("/questions/0/text");
    }

    @Test
    void answersFitTheirQuestions() {
        assertThat(wrong("{'speed': 5, 'told': 'yes', 'words': '谢谢'}")).isEmpty();
        assertThat(wrong("{'speed': 1, 'told': 'no'}")).isEmpty();
        assertThat(wrong("{}")).containsExactly("/a/speed", "/a/told");
        assertThat(wrong("{'speed': null, 'told': ' '}")).containsExactly("/a/speed", "/a/told");
        assertThat(wrong("{'speed': 0, 'told': 'maybe', 'words': 3}")).containsExactly("/a/speed", "/a/told", "/a/words");
        assertThat(wrong("{'speed': 4.5, 'told': 'yes'}")).containsExactly("/a/speed");
        assertThat(wrong("{'speed': 5, 'told': 'yes', 'words': '" + "x".repeat(1001) + "'}")).containsExactly("/a/words");
        assertThat(wrong("{'speed': 5, 'told': 'yes', 'no/such~one': 1}")).containsExactly("/a/no~1such~0one");
    }

    @Test
    void onlyScoresAreCounted() {
        assertThat(Question.scores(List.of(SCORE, CHOICE, WORDS), FakeTask.json("{'speed': 4, 'told': 'yes'}"))).isEqualTo(Map.of("speed", 4));
    }

    private static List<String> wrong(String answers) {
        return pointers(Question.errors(List.of(SCORE, CHOICE, WORDS), FakeTask.json(answers), "/a"));
    }

    private static List<String> pointers(List<FieldError> errors) {
        return errors.stream().map(FieldError::pointer).toList();
    }
}
