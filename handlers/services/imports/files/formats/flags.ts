/** An xsd:boolean attribute that is there; whatever it says but "no" is yes. */
export const isOn = (value: string | undefined): boolean =>
  value !== undefined && value !== '0' && value !== 'false' && value !== 'off';
