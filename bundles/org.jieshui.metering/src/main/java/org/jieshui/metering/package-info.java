/** 营销: water meters from the delivery to the place where they hang; the finding of marketing at the joint survey, the preparation of the meter, water on. */
package org.jieshui.metering;
