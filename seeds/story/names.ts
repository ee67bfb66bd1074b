import type { Random } from "./random.ts";

/** The city is invented; its county codes are those of a real prefecture, so that regions resolve. */
export const CITY = "临澜";
/** Counties of the city, the first one (the urban district) listed thrice because most firms sit there. */
export const COUNTIES = [
  ...["360902", "360902", "360902", "360981", "360982", "360983"],
  ...["360921", "360922", "360923", "360924", "360925", "360926"],
];
/** Two more invented cities, where some suppliers and buyers sit. */
export const ELSEWHERE = [
  { city: "望岚", counties: ["330502", "330521", "330522"] },
  { city: "东屿", counties: ["440604", "440605", "440606"] },
];

/** GB/T 4754-2011 code and the words that a firm of that trade carries in its name. */
export const TRADES: readonly [industry: string, word: string][] = [
  ["C1372", "果品加工"],
  ["C1432", "速冻食品"],
  ["C1512", "酒业"],
  ["C1530", "茶业"],
  ["C1763", "针织"],
  ["C1810", "服饰"],
  ["C1952", "鞋业"],
  ["C2041", "竹业"],
  ["C2110", "家具"],
  ["C2231", "包装"],
  ["C2319", "印刷"],
  ["C2641", "涂料"],
  ["C2740", "药业"],
  ["C2922", "塑胶型材"],
  ["C2926", "塑料包装"],
  ["C3022", "混凝土构件"],
  ["C3032", "陶瓷"],
  ["C3051", "玻璃技术"],
  ["C3311", "钢结构"],
  ["C3312", "门窗"],
  ["C3484", "精密机械"],
  ["C3525", "模具"],
  ["C3591", "环保设备"],
  ["C3660", "汽车零部件"],
  ["C3831", "线缆"],
  ["C3841", "锂电"],
  ["C3872", "照明"],
  ["C3972", "电路板"],
  ["C4011", "自动化"],
  ["F5123", "果蔬配送"],
  ["F5127", "酒类商贸"],
  ["F5132", "服装贸易"],
  ["F5165", "建材贸易"],
  ["F5175", "五金机电"],
  ["F5177", "电脑科技"],
  ["F5212", "超市"],
  ["F5261", "汽车销售"],
  ["F5272", "家电"],
  ["G5430", "物流"],
  ["G5821", "货运代理"],
  ["G5990", "仓储"],
  ["H6110", "酒店"],
  ["H6210", "餐饮管理"],
  ["I6510", "软件"],
  ["I6520", "信息技术"],
  ["K7010", "置业"],
  ["K7020", "物业服务"],
  ["L7113", "设备租赁"],
  ["L7231", "财税咨询"],
  ["L7240", "广告传媒"],
  ["L7263", "人力资源"],
  ["M7450", "检测技术"],
  ["M7481", "工程咨询"],
  ["O8011", "汽车服务"],
  ["P8291", "职业培训"],
];

export const ROADS = [
  ..."柳荫 望澜 听松 枫桥 云栖 荷塘 朝晖 晚晴 白鹭 青石 落霞 沿堤 梧桐 杏林 竹溪 麦香 星河 渔歌 长亭 画舫".split(" "),
  ..."春水 秋实 桂影 兰皋 碧湾 雁鸣 橘园 石榴 银杏 丹枫 牧笛 棋盘 砚池 织女 采莲 书院 钟楼 古渡 新港 西堤".split(" "),
  ..."南屏 北苑 东篱 锦帆 紫藤 流芳 和煦 明理 知行 同心".split(" "),
];
const BRAND_FIRST = [
  ..."恒泰瑞丰澄岳启晟霖曜鸿睿骏腾卓凌翰博昊锦嘉隆祥裕盛宏茂荣信诚润沁岚屿帆朗霁槿禾谷穗墨砚弘毅铭芸岑峤",
];
const BRAND_SECOND = [
  ..."澜川远达源通越航峰岭原野田洲溪泽湾林森木石玉金星辰光华景明悦和顺安康宁平正方圆合联众创新科维拓展翔",
];
const SURNAMES = [
  ..."王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢",
];
const GIVEN_FIRST = [..."子思雨文志建国海晓春秋玉明永德家振宗伟俊雅静梦若彦怀仲允书砚知予清以星"];
const GIVEN_SECOND = [..."涵远宁杰辉平军华强敏丽霞娟芳琳瑶轩晨宇昕衡舟笙澄岚川禾安朗宜白棠序言舒"];
const SHOP_OWNERS = [..."福旺顺发兴贵财喜祥来宝庆"];

export const brand = (random: Random) => random.pick(BRAND_FIRST) + random.pick(BRAND_SECOND);
export const personName = (random: Random) =>
  random.pick(SURNAMES) + (random.chance(80) ? random.pick(GIVEN_FIRST) : "") + random.pick(GIVEN_SECOND);
export const shopName = (random: Random, sort: string) =>
  `${CITY}市${random.pick(ROADS)}路${random.pick(["阿", "小", "老", "新", "大"])}${random.pick(SHOP_OWNERS)}${sort}`;
