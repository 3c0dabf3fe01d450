/** 管网: the pipe network, what the network department finds at the survey, and the map. */
package org.jieshui.gis;
