package org.jieshui.visits;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/**
 * A question of the return visit.
 *
 * @param id       stays the same over versions of the questionnaire, so that answers compare
 * @param kind     {@code score} (1 to 5, 5 is best), {@code choice} of the options, or {@code text}
 * @param options  of a choice: two to ten; otherwise none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Question(String id, Text text, String kind, boolean required, List<Option> options) {

    static final int MOST_QUESTIONS = 30;
    static final int MOST_OPTIONS = 10;
    static final int LONGEST_QUESTION = 200;
    static final int LONGEST_ANSWER = 1000;
    static final int BEST_SCORE = 5;
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** One answer of a choice. */
    public record Option(String id, Text text) {}

    public Question {
        options = options == null ? List.of() : List.copyOf(options);
    }

    /** What is wrong with a questionnaire; empty when nothing is. Pointers begin with {@code /questions}. */
    static List<FieldError> errors(List<Question> questions) {
        var errors = new ArrayList<FieldError>();
        if (questions == null || questions.isEmpty() || questions.size() > MOST_QUESTIONS) {
            errors.add(new FieldError("/questions", Text.of("问卷要有 1 到 " + MOST_QUESTIONS + " 个问题", "A questionnaire has 1 to " + MOST_QUESTIONS + " questions")));
            return errors;
        }
        var ids = new HashSet<String>();
        for (int i = 0; i < questions.size(); i++) {
            var question = questions.get(i);
            var at = "/questions/" + i;
            if (question == null) {
                errors.add(new FieldError(at, Text.of("这里没有问题", "There is no question here")));
                continue;
            }
            named(errors, at, question.id(), question.text(), ids);
            switch (question.kind() == null ? "" : question.kind()) {
                case "choice" -> options(errors, at, question.options());
                case "score", "text" -> {
                    if (!question.options().isEmpty()) {
                        errors.add(new FieldError(at + "/options", Text.of("只有选择题有选项", "Only a choice has options")));
                    }
                }
                default -> errors.add(new FieldError(at + "/kind", Text.of("选择题型：评分、选择或填写", "Choose the kind: score, choice or text")));
            }
        }
        return errors;
    }

    private static void options(List<FieldError> errors, String at, List<Option> options) {
        if (options.size() < 2 || options.size() > MOST_OPTIONS) {
            errors.add(new FieldError(at + "/options", Text.of("选择题要有 2 到 " + MOST_OPTIONS + " 个选项", "A choice has 2 to " + MOST_OPTIONS + " options")));
        }
        var ids = new HashSet<String>();
        for (int i = 0; i < options.size(); i++) {
            named(errors, at + "/options/" + i, options.get(i).id(), options.get(i).text(), ids);
        }
    }

    private static void named(List<FieldError> errors, String at, String id, Text text, HashSet<String> ids) {
        if (id == null || !ID.matcher(id).matches()) {
            errors.add(new FieldError(at + "/id", Text.of("编号用小写字母、数字和连字符，字母开头，不超过 40 个字符", "An id has lower-case letters, digits and hyphens, begins with a letter, and at most 40 characters")));
        } else if (!ids.add(id)) {
            errors.add(new FieldError(at + "/id", Text.of("编号重复：" + id, "The id occurs twice: " + id)));
        }
        if (text == null || text.zh().length() > LONGEST_QUESTION || text.en().length() > LONGEST_QUESTION) {
            errors.add(new FieldError(at + "/text", Text.of("中英文都要写，各不超过 " + LONGEST_QUESTION + " 字", "Write it in both languages, at most " + LONGEST_QUESTION + " characters each")));
        }
    }

    /** What is wrong with the answers to a questionnaire. @param answers by question id. @param at pointer of the answers */
    static List<FieldError> errors(List<Question> questions, JsonNode answers, String at) {
        var errors = new ArrayList<FieldError>();
        var left = new HashMap<String, JsonNode>();
        answers.properties().forEach(answer -> left.put(answer.getKey(), answer.getValue()));
        for (var question : questions) {
            var answer = left.remove(question.id());
            boolean none = answer == null || answer.isNull() || answer.isTextual() && answer.asText().isBlank();
            var wrong = none ? question.required() ? Text.of("请回答", "Please answer") : null : question.wrong(answer);
            if (wrong != null) {
                errors.add(new FieldError(at + "/" + question.id(), wrong));
            }
        }
        left.keySet().stream().sorted().forEach(id -> errors.add(new FieldError(at + "/" + id.replace("~", "~0").replace("/", "~1"),
                Text.of("问卷里没有这个问题，请刷新后重填", "The questionnaire has no such question; reload and answer again"))));
        return errors;
    }

    private Text wrong(JsonNode answer) {
        return switch (kind) {
            case "score" -> answer.isInt() && answer.asInt() >= 1 && answer.asInt() <= BEST_SCORE ? null : Text.of("打 1 到 " + BEST_SCORE + " 分", "Give 1 to " + BEST_SCORE);
            case "choice" -> answer.isTextual() && options.stream().anyMatch(o -> o.id().equals(answer.asText())) ? null : Text.of("从选项里选一个", "Choose one of the options");
            default -> answer.isTextual() && answer.asText().length() <= LONGEST_ANSWER ? null : Text.of("不超过 " + LONGEST_ANSWER + " 字", "At most " + LONGEST_ANSWER + " characters");
        };
    }

    /** The scores among the answers, by question id. */
    static Map<String, Integer> scores(List<Question> questions, JsonNode answers) {
        var scores = new HashMap<String, Integer>();
        for (var question : questions) {
            if (question.kind().equals("score") && answers.path(question.id()).isInt()) {
                scores.put(question.id(), answers.path(question.id()).asInt());
            }
        }
        return scores;
    }
}
