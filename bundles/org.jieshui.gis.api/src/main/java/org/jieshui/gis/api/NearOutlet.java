package org.jieshui.gis.api;

import java.time.LocalDate;

/**
 * A reserved outlet near a point (R56).
 *
 * @param calibre nominal, mm; 0 when unknown
 * @param valve {@code good}, {@code repair} or {@code none}; null when unknown
 * @param pipeId the pipe it sits on, or null
 */
public record NearOutlet(long id, String code, int calibre, String valve, LocalDate inspected, Long pipeId, double x, double y, double distance) {}
