/** A heading and a row under it, as plain as they come, and what is read of them. */
export const HEAD = [
  '项目名称',
  '总投资（万元）',
  '县区',
  '产业归属',
  '当前阶段',
  '签约日期',
  '投资方统一社会信用代码',
];
export const ROW = [
  '澄光电路板生产项目',
  '12000',
  '源城区',
  '电子信息',
  '签约',
  '2026-03-15',
  '91441600MA5777774J',
];
export const READ = {
  name: '澄光电路板生产项目',
  plannedInvestWan: 1_200_000,
  landUnit: 'YC',
  signDate: '2026-03-15',
  investorUscc: '91441600MA5777774J',
};
