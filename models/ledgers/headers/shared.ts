/** Parts that headers of several ledgers have in common. */
export const PLACE_PARTS = ['县区 所? 名?', '所 地 县区?'] as const;

export const INDUSTRY_PARTS = ['行业 所? 名? 类? 主要?', '行业 性质'] as const;

export const AREA_PARTS = {
  land: ['用地 面积 拟? 项目? 总? 需求? 规模?'],
  floor: ['厂房|建筑 面积 拟? 租赁? 总? 项目? 需求?', '租赁 面积 拟? 厂房? 总? 项目?'],
} as const;
