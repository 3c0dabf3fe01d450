package org.jieshui.cases.core;

import com.github.houbb.pinyin.constant.enums.PinyinStyleEnum;
import com.github.houbb.pinyin.util.PinyinHelper;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a case can be found by: number, customer, address, and the customer's pinyin, in initials and in full ("zjs" and "zhongjian" find 中建三局).
 * The index holds every pair of neighbouring characters; a search asks for all pairs of its words and is then checked against the text itself. Two
 * characters are enough, in any script, and the index needs no language. One character finds the customers who begin with it: a surname.
 */
final class Grams {

    private Grams() {}

    /** What the search is checked against: a line for each thing. */
    static String text(String number, String customer, String address) {
        return String.join("\n", close(number), close(customer), close(address), close(initials(customer)), close(spelled(customer)));
    }

    /** The pairs in such a text, and what its customer begins with. */
    static Set<String> of(String text) {
        var grams = new LinkedHashSet<String>();
        text.lines().forEach(line -> add(grams, line));
        text.lines().skip(1).limit(1).filter(customer -> !customer.isEmpty()).forEach(customer -> grams.add(beginning(customer)));
        return grams;
    }

    /** The words of a search, as the text has them. */
    static List<String> words(String search) {
        return Arrays.stream(normal(search).split(" ")).filter(w -> !w.isEmpty()).distinct().toList();
    }

    /** What a search of single characters asks for, any of them: a surname, most of all. */
    static Set<String> beginnings(List<String> words) {
        var grams = new LinkedHashSet<String>();
        words.forEach(word -> grams.add(beginning(word)));
        return grams;
    }

    private static String beginning(String text) {
        return "^" + Character.toString(text.codePointAt(0));
    }

    /** The pairs that a search asks for; empty when each of its words is one character. */
    static Set<String> ofSearch(List<String> words) {
        var grams = new LinkedHashSet<String>();
        words.forEach(word -> add(grams, word));
        return grams;
    }

    private static String close(String text) {
        return normal(text).replace(" ", "");
    }

    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }

    /** First letters of the syllables of Chinese characters; other characters stay. */
    static String initials(String text) {
        return pinyin(text, PinyinStyleEnum.FIRST_LETTER);
    }

    /** Chinese characters as syllables without tones. */
    static String spelled(String text) {
        return pinyin(text, PinyinStyleEnum.NORMAL);
    }

    private static String pinyin(String text, PinyinStyleEnum style) {
        var letters = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN) {
                var syllable = PinyinHelper.toPinyin(Character.toString(c), style);
                letters.append(syllable == null ? "" : style == PinyinStyleEnum.FIRST_LETTER && !syllable.isEmpty() ? syllable.substring(0, 1) : syllable);
            } else if (Character.isLetterOrDigit(c)) {
                letters.appendCodePoint(c);
            }
        });
        return letters.toString();
    }

    private static void add(Collection<String> grams, String line) {
        int[] points = line.codePoints().toArray();
        for (int i = 0; i + 1 < points.length; i++) {
            grams.add(new String(points, i, 2));
        }
    }
}
