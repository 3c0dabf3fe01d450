package org.jieshui.gis;

/**
 * What the network department knows of a pipe beyond its geometry (R55, R58). Every component may be null: unknown.
 *
 * @param depth burial depth, m
 * @param peakPressure pressure at the peak hour, MPa
 * @param flow where the water goes, in words or a compass direction
 */
record PipeFacts(String material, Double depth, Integer year, Double peakPressure, String flow, String supplyArea, Boolean fullLoad) {
    static final PipeFacts UNKNOWN = new PipeFacts(null, null, null, null, null, null, null);
}
