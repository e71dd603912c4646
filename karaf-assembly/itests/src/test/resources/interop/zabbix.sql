-- SPDX-License-Identifier: Apache-2.0
-- What the web front end of Zabbix 6.0 would write: a host, an item that is sent to, a trigger, a user with two media and an
-- action with the media types' own messages. The media types come before.
begin;
update hosts set status = 1 where status = 0;
update actions set status = 1;
insert into hosts (hostid, host, name, name_upper) values (90001, 'web1', 'the first one', 'THE FIRST ONE');
insert into interface (interfaceid, hostid, main) values (90001, 90001, 1);
insert into hosts_groups (hostgroupid, hostid, groupid)
    select 90001, 90001, groupid from hstgrp where name = 'Linux servers';
insert into items (itemid, hostid, type, name, key_, value_type) values (90001, 90001, 2, 'use of the disk', 'disk', 3);
insert into item_rtdata (itemid) values (90001);
insert into triggers (triggerid, expression, description, priority)
    values (90001, '{90001}>90', 'disk of {HOST.HOST} is "full"', 4);
insert into functions (functionid, itemid, triggerid, name, parameter) values (90001, 90001, 90001, 'last', '$');
insert into media (mediaid, userid, mediatypeid, sendto) values (90001, 1, 90001, :'script_key'), (90002, 1, 90002, :'webhook_key');
insert into actions (actionid, name, eventsource) values (90001, 'PagerDuty', 0);
insert into operations (operationid, actionid, operationtype, recovery) values (90001, 90001, 0, 0), (90002, 90001, 0, 1);
insert into opmessage (operationid, default_msg) values (90001, 1), (90002, 1);
insert into opmessage_usr (opmessage_usrid, operationid, userid) values (90001, 90001, 1), (90002, 90002, 1);
commit;
