// Why an operator needs requests one by one.

export const COPIES = "copies of requests share the luck of those that are copied";
export const ENROLLED = "an experiment counts the users it enrols";
