package org.jieshui.platform.api.rest;

import java.util.List;

/**
 * A page of a list by keyset.
 *
 * @param next opaque; pass it as {@code after} for the next page; null on the last page
 */
public record Page<T>(List<T> items, String next) {
    public Page {
        items = List.copyOf(items);
    }
}
