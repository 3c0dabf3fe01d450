package org.jieshui.gis.api;

/**
 * A pipe near a point (R55, R58). Components that nobody recorded yet are null.
 *
 * @param code the network's own name of the pipe
 * @param calibre nominal, mm; 0 when unknown
 * @param material id: {@code ductile-iron}, {@code pe} …, or free text
 * @param depth burial depth, m
 * @param peakPressure pressure at the peak hour, MPa
 * @param distance from the point to the pipe, m
 * @param footX the point of the pipe that is nearest
 * @param along distance of that point from the pipe's start, m
 */
public record NearPipe(long id, String code, int calibre, String material, Double depth, Integer year, Double peakPressure, String flow, String supplyArea,
        Boolean fullLoad, double distance, double footX, double footY, double along) {}
