/** 营销: the meter, as marketing learns of it at the joint survey. */
package org.jieshui.metering;
