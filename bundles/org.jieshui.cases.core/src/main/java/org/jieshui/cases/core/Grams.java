package org.jieshui.cases.core;

import com.github.houbb.pinyin.constant.enums.PinyinStyleEnum;
import com.github.houbb.pinyin.util.PinyinHelper;
import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a case can be found by: every pair of neighbouring characters of number, customer and address, and of the pinyin initials of the customer
 * ("zjs" finds 中建三). A search asks for all pairs of its words; two characters are enough, in any script, and the index needs no language.
 */
final class Grams {

    private Grams() {}

    static Set<String> of(String number, String customer, String address) {
        var grams = new LinkedHashSet<String>();
        add(grams, number);
        add(grams, customer);
        add(grams, address);
        add(grams, initials(customer));
        return grams;
    }

    /** The pairs that a search asks for; empty when it is too short to ask. */
    static Set<String> ofSearch(String text) {
        var grams = new LinkedHashSet<String>();
        for (var word : normal(text).split(" ")) {
            add(grams, word);
        }
        return grams;
    }

    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }

    /** First letters of the syllables of Chinese characters; other characters stay. */
    static String initials(String text) {
        var letters = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN) {
                var pinyin = PinyinHelper.toPinyin(Character.toString(c), PinyinStyleEnum.FIRST_LETTER);
                letters.append(pinyin == null || pinyin.isEmpty() ? "" : pinyin.substring(0, 1));
            } else if (Character.isLetterOrDigit(c)) {
                letters.appendCodePoint(c);
            }
        });
        return letters.toString();
    }

    private static void add(Collection<String> grams, String text) {
        int[] points = normal(text).replace(" ", "").codePoints().toArray();
        for (int i = 0; i + 1 < points.length; i++) {
            grams.add(new String(points, i, 2));
        }
        if (points.length == 1) {
            grams.add(new String(points, 0, 1));
        }
    }
}
