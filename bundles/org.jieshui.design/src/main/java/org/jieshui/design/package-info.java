/** 设计院: findings at the survey, the topographic map, the drawings and their accountable approval. */
package org.jieshui.design;
